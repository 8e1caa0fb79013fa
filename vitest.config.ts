import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

// One worker a core: the default leaves one core of two to nobody. Nothing waits for a timeout: it ends what hangs.
// Programs that tests start keep what they compile where the npm scripts keep it: half of a short run is compiling.
export default defineConfig({
  test: {
    maxWorkers: '100%',
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { NODE_COMPILE_CACHE: resolve(import.meta.dirname, 'node_modules/.cache') },
  },
})
