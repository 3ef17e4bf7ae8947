import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { readPlay } from '#apps/replay/main'
import { readConfig } from '#platform/config'
import { keyOf } from '#platform/seal'
import { freshDatabase } from '#test/database'

const services = ['用工对接', '消防隐患体检', '惠企政策上门讲']
const day = (time: string) => `2022-04-${time}`
const story = {
  id: 'red-foreman',
  title: { zh: '洲泉红领班上门', en: 'The red foreman team of Zhouquan' },
  clock: { start: day('18T09:00'), end: day('30T18:00'), zone: 'Asia/Shanghai' },
  region: {
    offices: [
      {
        key: 'zhouquan',
        name: '洲泉镇',
        nameEn: 'Zhouquan town',
        division: '330483105',
        subject: 'general',
        kind: 'town',
        prefix: 'ZQ',
      },
    ],
    enterprises: [
      {
        key: 'fibre',
        name: '示范化纤有限公司',
        division: '330483105',
        lists: ['above-scale'],
        liaison: 'zheng',
      },
    ],
  },
  actors: [
    { key: 'zheng', name: '郑川', office: 'zhouquan', roles: [{ role: 'leader' }, { role: 'liaison' }] },
    { key: 'manager', name: '沈经理', enterprise: 'fibre' },
  ],
  events: [
    { at: day('18T09:10'), actor: 'zheng', verb: 'giveLink', with: { enterprise: 'fibre' } },
    ...services.map((name, i) => ({
      at: day(`18T09:2${i}`),
      actor: 'zheng',
      verb: 'publishService',
      with: { office: 'zhouquan', name, days: 3 },
    })),
    {
      at: day('18T09:30'),
      actor: 'zheng',
      verb: 'makeTeam',
      with: {
        office: 'zhouquan',
        name: '洲泉红领班',
        leader: 'zheng',
        lineLeaders: ['一线线长'],
        departments: ['安监所'],
        services,
      },
    },
    {
      at: day('19T10:00'),
      actor: 'manager',
      verb: 'order',
      as: 'visit',
      with: { enterprise: 'fibre', services },
    },
    ...services.map((service, i) => ({
      at: day(`19T10:1${i}`),
      actor: 'zheng',
      verb: 'acceptOrder',
      with: { order: 'visit', service },
    })),
    {
      at: day('20T16:00'),
      actor: 'zheng',
      verb: 'deliverOrder',
      with: { order: 'visit', service: '用工对接', solution: '招到6人。' },
    },
    {
      at: day('20T16:30'),
      actor: 'manager',
      verb: 'confirmOrder',
      with: { order: 'visit', service: '用工对接', rating: 5, note: '很快' },
    },
    {
      at: day('20T16:40'),
      actor: 'manager',
      verb: 'confirmOrder',
      with: { order: 'visit', service: '用工对接', rating: 5 },
      expectRefusal: 'not-now',
    },
  ],
  figures: [
    { id: 'relief.orders', cutOff: day('30T18:00'), value: 3 },
    { id: 'relief.orders-delivered', cutOff: day('20T16:00'), value: 1 },
    { id: 'relief.orders-rating', cutOff: day('30T18:00'), value: 5 },
    { id: 'relief.orders', cutOff: day('19T09:59'), value: 0 },
  ],
}

it('a team visits a firm, which ticks three services: each is an order with owner and date, told as a story', async () => {
  const fresh = await freshDatabase()
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-menu-'))
  try {
    const database = {
      urls: { owner: fresh.ownerUrl, app: fresh.appUrl, public: fresh.publicUrl },
      masterKey: keyOf(createHash('sha256').update('story').digest()),
      dataDir,
    }
    const play = readPlay(JSON.stringify(story), 'story.json', 'zh-CN')
    const { figures } = await play.play({ database, config: readConfig({}) }, () => undefined)
    expect(figures.map(one => one.ok)).toEqual([true, true, true, true])
  } finally {
    fs.rmSync(dataDir, { recursive: true, force: true })
    await fresh.drop()
  }
})
