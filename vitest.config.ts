import { defineConfig } from 'vitest/config'

// One worker a core: the default leaves one core of two to nobody. Nothing waits for a timeout: it ends what hangs.
export default defineConfig({
  test: { maxWorkers: '100%', include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
})
