import { mock } from 'node:test'
import { pathToFileURL } from 'node:url'

/**
 * What Lambda is to a function: a Node of its own that loads `file`, calls its export `name` with each event that it is sent, its clock so
 * many milliseconds `ahead`, and answers with what came of it.
 */
const [file = '', name = ''] = process.argv.slice(2)
const context = { getRemainingTimeInMillis: () => 15 * 60_000 }

const loaded = (await import(pathToFileURL(file).href)) as Record<string, (event: unknown, context: unknown) => unknown>
const handler = loaded[name]
if (handler === undefined) throw new Error(`Cannot call ${name}: ${file} does not export it`)

process.on('message', ({ event, ahead }: { event: unknown; ahead: number }) => {
  mock.timers.reset()
  if (ahead > 0) mock.timers.enable({ apis: ['Date'], now: Date.now() + ahead })
  void Promise.resolve(event)
    .then((given) => handler(given, context))
    .then(
      (answer) => process.send?.({ answer: answer ?? null }),
      (error: unknown) => process.send?.({ error: String(error) }),
    )
})
process.send?.('loaded')
