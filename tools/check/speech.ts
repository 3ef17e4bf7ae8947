import { isTest } from './places.ts'
import { type Problem, placeOf } from './problem.ts'
import { type Module, type Tree, walk } from './tree.ts'

type Piece = { text: string; offset: number }

const cjk = /[\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]/
/** The name by which a reader finds the Chinese version. */
const ownName = '中文'
const isChinese = (words: string) => cjk.test(words) && words.trim() !== ownName

/** Literal words below a node; `whole` leaves out the parts between a template's gaps. */
function pieces(node: unknown, whole = false): Piece[] {
  const found: Piece[] = []
  walk(node, one => {
    const offset = Number(one.start)
    if (one.type === 'Literal' && typeof one.value === 'string') found.push({ text: one.value, offset })
    if (one.type === 'JSXText') found.push({ text: String(one.value), offset })
    if (one.type === 'TemplateLiteral' && whole) {
      const quasis = one.quasis as { value: { raw: string } }[]
      found.push({ text: quasis.map(quasi => quasi.value.raw).join('…'), offset })
    }
    if (one.type === 'TemplateElement' && !whole)
      found.push({ text: (one.value as { raw: string }).raw, offset })
  })
  return found
}

/** Every `text(zh)(en)` of a module. */
function phrases(module: Module) {
  const found: { zh: unknown; en: unknown; start: number; end: number }[] = []
  walk(module.program, node => {
    if (node.type !== 'CallExpression') return
    const inner = node.callee as { type: string; callee?: { name?: string }; arguments?: unknown[] }
    if (inner.type !== 'CallExpression' || inner.callee?.name !== 'text') return
    const [zh, en] = [inner.arguments?.[0], (node.arguments as unknown[])[0]]
    found.push({ zh, en, start: Number(node.start), end: Number(node.end) })
  })
  return found
}

/** The values of the phrases alone: a key, or a word compared in a phrase, may be anything. */
function emptyPhrases(side: unknown): Piece[] {
  const properties = (side as { properties?: { value: { type: string; start: number } }[] })?.properties ?? []
  return properties
    .filter(property => property.value && /^(Literal|TemplateLiteral)$/.test(property.value.type))
    .flatMap(property => pieces(property.value, true))
    .filter(piece => piece.text.trim() === '')
}

/** No Chinese in an English text, no empty text, no Chinese on a page past `text()`. */
export function textsSpeakBoth({ modules }: Tree): Problem[] {
  const problems: Problem[] = []
  for (const module of modules.values()) {
    if (isTest(module.path)) continue
    const told = phrases(module)
    const add = (found: Piece[], what: string, todo: string) => {
      for (const { text, offset } of found)
        problems.push({
          at: placeOf(module.path, module.source, offset),
          what: `${what}: “${text.trim().slice(0, 40)}”`,
          todo,
        })
    }
    for (const { zh, en } of told) {
      const chinese = pieces(en).filter(piece => isChinese(piece.text))
      add(chinese, 'Chinese in an English text', 'Write it in English.')
      add([...emptyPhrases(zh), ...emptyPhrases(en)], 'empty text', 'Write it, or delete the phrase.')
    }
    if (!module.path.endsWith('.tsx')) continue
    const past = pieces(module.program).filter(
      piece =>
        /\p{Script=Han}/u.test(piece.text) &&
        isChinese(piece.text) &&
        !told.some(({ start, end }) => piece.offset >= start && piece.offset < end),
    )
    add(past, 'Chinese on a page past text()', 'Move it to texts.ts, with its English.')
  }
  return problems
}
