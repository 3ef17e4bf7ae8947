import type { FastifyInstance } from 'fastify'
import { type Lang, text } from '#platform/texts'
import type { Endpoint } from './endpoint.ts'
import type { WordBook } from './problems.ts'

const texts = text({
  title: '同舟接口',
  intro: '每个调用的输入都按同一份契约校验；拒绝以 RFC 9457 问题详情返回，编号固定。机器可读版本：',
  staff: '需登录',
  anyone: '无需登录',
  read: '只读',
  append: '追加：可重发，可离线',
  transition: '变更：须带所见版本',
  refusals: '可能的拒绝',
  none: '无特有的拒绝',
})({
  title: 'Tongzhou API',
  intro:
    'One contract validates each call’s input; refusals are RFC 9457 problem details with stable codes. For machines: ',
  staff: 'signed in',
  anyone: 'without account',
  read: 'read',
  append: 'append: may be resent, safe offline',
  transition: 'transition: carries the version that was seen',
  refusals: 'Refusals',
  none: 'No refusals of its own',
})

const style = `body{font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#17242d;background:#f4f6f7}
@media (prefers-color-scheme:dark){body{color:#e8eef1;background:#10181d}section{border-color:#33434d!important}}
section{border-top:1px solid #d3dade;padding:.75rem 0}h2{margin-top:2rem}h3{font:600 1rem/1.5 ui-monospace,monospace;margin:0;overflow-wrap:anywhere}
p{margin:.25rem 0}dt{font:600 .9rem ui-monospace,monospace;margin-top:.4rem}dd{margin:0 0 0 1rem}small{opacity:.8}`

const escaped = (words: string) =>
  words.replace(/[&<>"]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)

/** The readable page of the API: every call with its kind, who may call it, and what its refusals mean. */
export function referencePage(
  app: FastifyInstance,
  endpoints: readonly Endpoint[],
  words: WordBook,
  langOf: (request: {
    cookies: Record<string, string | undefined>
    headers: Record<string, unknown>
  }) => Lang,
) {
  app.get('/api/reference.css', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/css').send(style),
  )
  app.get('/api', { schema: { hide: true } }, async (request, reply) => {
    const lang = langOf(request)
    const t = texts(lang)
    const groups = Map.groupBy(endpoints, endpoint => endpoint.path.split('/')[2] ?? '')
    const sections = [...groups].map(
      ([name, calls]) =>
        `<h2>${escaped(name)}</h2>${calls
          .map(call => {
            const refusals = call.refusals.map(
              code => `<dt>${code}</dt><dd>${escaped(words(code, { seconds: 0 }, lang) ?? '')}</dd>`,
            )
            return `<section><h3>${call.method} ${escaped(call.path)}</h3><p>${escaped(call.summary)}</p><p><small>${t[call.kind]} · ${t[call.who]}</small></p>${
              refusals.length === 0
                ? `<p><small>${t.none}</small></p>`
                : `<details><summary>${t.refusals}</summary><dl>${refusals.join('')}</dl></details>`
            }</section>`
          })
          .join('')}`,
    )
    return reply
      .type('text/html; charset=utf-8')
      .send(
        `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${t.title}</title><link rel="stylesheet" href="/api/reference.css"><main><h1>${t.title}</h1><p>${t.intro}<a href="/api/openapi.json">/api/openapi.json</a></p>${sections.join('')}</main></html>`,
      )
  })
}
