import { figures, figureWords } from '#platform/figures'
import { text } from '#platform/texts'
import { meanOf } from './rules.ts'
import { readFigures } from './store.ts'

const words = text({
  order: '单',
  stars: '分',
  orders: '截止时企业从服务菜单上点的单，无论结果如何。',
  delivered: '截止时已办好的点单；企业认为没有办好而重办的不计入。',
  rating: '截止时企业确认点单时所作评价（1至5分）的平均分，保留一位小数。',
})({
  order: 'orders',
  stars: 'of 5',
  orders: 'What enterprises ordered from service menus by the cut-off, whatever became of it.',
  delivered:
    'Orders delivered by the cut-off; one that the enterprise found badly delivered counts again after rework.',
  rating:
    'Mean of the ratings, 1 to 5, with which enterprises confirmed orders by the cut-off, to one decimal.',
})
const of = figureWords(words)

/** The figures of the menu, read at a cut-off. */
export const menuFigures = figures({
  system: 'relief',
  texts: {
    'relief.orders': of('orders', 'order'),
    'relief.orders-delivered': of('delivered', 'order'),
    'relief.orders-rating': of('rating', 'stars'),
  },
  async read(tx, { cutOffAt, within }) {
    const row = await readFigures(tx, within, cutOffAt)
    return {
      'relief.orders': row.orders,
      'relief.orders-delivered': row.delivered,
      'relief.orders-rating': meanOf(row.rated, row.stars),
    }
  },
})
