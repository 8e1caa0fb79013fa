import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

// One worker a core: the default leaves one core of two to nobody. Nothing waits for a timeout: it ends what hangs.
// Programs that tests start keep what they compile where the npm scripts keep it: half of a short run is compiling.
// Tests of what is pure, and of the stack, leave nothing behind that another file could find: they share workers, and what those have
// loaded. The others set clocks, measure memory and start servers: each file has a worker of its own.
export default defineConfig({
  test: {
    maxWorkers: '100%',
    unstubEnvs: true,
    restoreMocks: true,
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
