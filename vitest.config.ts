import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['platform', 'region', 'systems', 'apps', 'packages', 'tools', 'test', 'bench'].map(
      folder => `${folder}/**/*.test.{ts,tsx}`,
    ),
    exclude: ['**/node_modules/**', '**/dist/**', 'tools/planted/**'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: ['test/setup/cluster.ts'],
    reporters: ['default', './test/setup/reporter.ts'],
  },
})
