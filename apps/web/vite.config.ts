import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** The browser needs of a contract only where each call goes: the schemas (and zod, 60 kB) stay on the server. */
function contractsWithoutSchemas(): Plugin {
  return {
    name: 'contracts-without-schemas',
    enforce: 'pre',
    async load(id) {
      const file = id.split('?')[0] ?? id
      if (!/\/(platform|systems)\/(?:[^/]+\/)+(?:[a-z-]+-)?api\.ts$/.test(file)) return null
      const contracts: Record<
        string,
        Record<string, { method: string; path: string; takes?: string }>
      > = await import(file)
      return Object.entries(contracts)
        .filter(([, calls]) =>
          Object.values(calls).every(call => call?.method !== undefined && call.path !== undefined),
        )
        .map(([name, calls]) => {
          const addresses = Object.entries(calls).map(([call, { method, path, takes }]) => [
            call,
            { method, path, takes },
          ])
          return `export const ${name} = ${JSON.stringify(Object.fromEntries(addresses))}`
        })
        .join('\n')
    },
  }
}

/** React Aria speaks 34 languages; this app speaks two. */
function twoLanguages(): Plugin {
  return {
    name: 'two-languages',
    enforce: 'pre',
    load(id) {
      const locale =
        /\/(?:react-aria|react-stately|@react-aria|@react-stately|@react-spectrum|react-aria-components)\/.*\/([a-z]{2}-[A-Z]{2})\.(?:m?js|json)$/.exec(
          id,
        )?.[1]
      return locale && locale !== 'zh-CN' && locale !== 'en-US' ? 'export default {}' : null
    },
  }
}

/** Writes sw.js with the list of what it keeps, so that a new build is a new worker. */
function precache(): Plugin {
  return {
    name: 'precache',
    apply: 'build',
    generateBundle(_options, bundle) {
      const publicFiles = readdirSync(fileURLToPath(new URL('./public', import.meta.url)))
      const kept = [
        '/',
        ...[...Object.keys(bundle), ...publicFiles]
          .filter(name => !/\.(html|map|png)$/.test(name))
          .map(name => `/${name}`),
      ]
      const page = bundle['index.html']
      const version = createHash('sha256')
        .update(kept.join('\n'))
        .update(page?.type === 'asset' ? page.source : '')
        .digest('hex')
        .slice(0, 12)
      this.emitFile({
        type: 'asset',
        fileName: 'sw.js',
        source: `const version = ${JSON.stringify(version)}
const kept = ${JSON.stringify(kept)}
addEventListener('install', event => event.waitUntil(caches.open(version).then(cache => cache.addAll(kept)).then(() => skipWaiting())))
addEventListener('activate', event => event.waitUntil(caches.keys().then(names => Promise.all(names.filter(name => name !== version).map(name => caches.delete(name)))).then(() => clients.claim())))
addEventListener('fetch', event => {
  const { request } = event
  const { pathname, origin } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin || pathname.startsWith('/api/')) return
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => caches.match('/')))
  else if (kept.includes(pathname)) event.respondWith(caches.match(pathname).then(found => found ?? fetch(request)))
})
`,
      })
    },
  }
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [contractsWithoutSchemas(), twoLanguages(), react(), precache()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: {
      // Otherwise whatever any page uses of a folder's index.ts lands in the first load.
      treeshake: { moduleSideEffects: id => !/\/(platform|systems|region)\/.*\.tsx?$/.test(id) },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3304' } },
})
