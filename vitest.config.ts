import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

// One worker a core: the default leaves one core of two to nobody. Nothing waits for a timeout: it ends what hangs.
// Test files share workers and what those have loaded: a worker for each file took a second of processor time a file. Therefore a
// test leaves nothing behind in its process: it closes what it opens, and what it sets it sets back.
// Programs that tests start keep what they compile where the npm scripts keep it: half of a short run is compiling.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: '100%',
    isolate: false,
    unstubEnvs: true,
    restoreMocks: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { NODE_COMPILE_CACHE: resolve(import.meta.dirname, 'node_modules/.cache') },
  },
})
