/** Registers /sw.js, which keeps the app's shell for times without network. Trusted types need a policy for it. */
export function keepAppShell() {
  if (!('serviceWorker' in navigator)) return
  const trustedTypes = (
    globalThis as {
      trustedTypes?: {
        createPolicy(
          name: string,
          rules: { createScriptURL(url: string): string },
        ): { createScriptURL(url: string): unknown }
      }
    }
  ).trustedTypes
  const policy = trustedTypes?.createPolicy('tongzhou-worker', {
    createScriptURL: url => {
      if (url !== '/sw.js') throw new TypeError('Only /sw.js is a worker of this app.')
      return url
    },
  })
  const address = policy ? policy.createScriptURL('/sw.js') : '/sw.js'
  addEventListener('load', () => {
    navigator.serviceWorker.register(address as string).catch(() => {
      // Without a worker (plain http on another machine) the app works, only not offline.
    })
  })
}
