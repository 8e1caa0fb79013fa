import { mock } from 'node:test'
import { pathToFileURL } from 'node:url'

/**
 * The runtime of Lambda: a Node process that loads `file`, calls its export `name` with each event that it receives, with the clock
 * `aheadMs` in the future, and sends back the answer or the error.
 */
const [file = '', name = ''] = process.argv.slice(2)
const context = { getRemainingTimeInMillis: () => 15 * 60_000 }

const loaded = (await import(pathToFileURL(file).href)) as Record<string, (event: unknown, context: unknown) => unknown>
const handler = loaded[name]
if (handler === undefined) throw new Error(`Cannot call ${name}: ${file} does not export it`)

process.on('message', ({ event, aheadMs }: { event: unknown; aheadMs: number }) => {
  mock.timers.reset()
  if (aheadMs > 0) mock.timers.enable({ apis: ['Date'], now: Date.now() + aheadMs })
  void Promise.resolve(event)
    .then((given) => handler(given, context))
    .then(
      (answer) => process.send?.({ answer: answer ?? null }),
      (error: unknown) => process.send?.({ error: String(error) }),
    )
})
process.send?.('loaded')
