import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

// One worker a core: the default leaves one core of two to nobody. Nothing waits for a timeout: it ends what hangs.
// Programs that tests start keep what they compile where the npm scripts keep it: half of a short run is compiling.
// What is pure leaves nothing behind that another file could find: its tests share workers, and what those have loaded.
export default defineConfig({
  test: {
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { NODE_COMPILE_CACHE: resolve(import.meta.dirname, 'node_modules/.cache') },
    projects: [
      { extends: true, test: { name: 'shared', include: ['test/shared/**/*.test.ts'], isolate: false } },
      { extends: true, test: { name: 'stack', include: ['test/infra/aws/**/*.test.ts'], isolate: false } },
      {
        extends: true,
        test: { name: 'all else', include: ['test/**/*.test.ts'], exclude: ['test/shared/**', 'test/infra/aws/**'] },
      },
    ],
  },
})
