/** `relief` for `systems/relief/store.ts`; undefined outside `systems/`. */
export function systemOf(path: string): string | undefined {
  return /^systems\/([^/]+)\//.exec(path)?.[1]
}

/** The name inside a system's folder: `pages/board.tsx`. */
export function nameInSystem(path: string): string {
  return path.split('/').slice(2).join('/')
}

/** Tests and their builders may look behind the walls that they test. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|(^|\/)fixtures\.ts$/.test(path) || /^(test|bench|tools)\//.test(path)
}

/** The unit between which no cycle may run: `platform/db`, `systems/relief`, `region`. */
export function folderOf(path: string): string {
  const parts = path.split('/')
  return ['platform', 'systems', 'apps', 'packages'].includes(parts[0] ?? '')
    ? parts.slice(0, 2).join('/')
    : (parts[0] ?? '')
}

/** Decision rules, workflows, vocabularies and whole packages: facts and the moment in, an answer out. */
export function isPure(path: string): boolean {
  if (isTest(path)) return false
  return /(^|\/)(rules|workflow|schema)\.ts$|\/rules\//.test(path) || path.startsWith('packages/')
}

/** Where a browser's program starts, and the files that both sides share. */
export function isBrowser(path: string): boolean {
  if (isTest(path) || /^apps\/(web|field)\/(vite|build)[^/]*\.ts$/.test(path)) return false
  return (
    /^(platform\/ui|apps\/web|apps\/field)\//.test(path) ||
    /\.tsx$/.test(path) ||
    /^systems\/[^/]+\/pages\//.test(path) ||
    /(^|\/)(api|schema|texts)\.ts$/.test(path)
  )
}

const serverPackages =
  /^(node:|pg$|pg-|kysely|fastify|@fastify\/|graphile-worker|sharp$|@node-rs\/|nodemailer|prom-client|file-type|iconv-lite|vite$|@vitejs\/)/

export function isServerPackage(specifier: string): boolean {
  return serverPackages.test(specifier)
}

export function isServerFile(path: string): boolean {
  return (
    /^(platform\/db|platform\/config|apps\/server|apps\/cli)\//.test(path) ||
    /(^|\/)(store|actions|routes|jobs|figures|story|server)\.ts$/.test(path)
  )
}
