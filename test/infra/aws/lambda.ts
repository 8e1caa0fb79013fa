import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod/mini'

const Outcome = z.union([z.strictObject({ answer: z.unknown() }), z.strictObject({ error: z.string() })])

export type Lambda = Awaited<ReturnType<typeof startLambda>>

/**
 * A function from its asset, in a folder and a Node process of its own without access to any package, with these variables only.
 * `handler` is the handler of the template: `file.export`.
 */
export async function startLambda(asset: string, handler: string, variables: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'letterwatch-asset-'))
  await cp(asset, folder, { recursive: true })
  const [file = '', name = ''] = handler.split('.')
  const child = fork(join(import.meta.dirname, 'runtime.ts'), [join(folder, `${file}.js`), name], {
    cwd: folder,
    env: { AWS_LAMBDA_FUNCTION_NAME: name, ...variables },
    execArgv: [],
    silent: true,
  })
  const log: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => log.push(text))
  const ended = once(child, 'exit').then(() => fail(`Cannot run ${asset}: ${log.join('')}`))
  await Promise.race([once(child, 'message'), ended])
  return {
    /** The answer to `event`, with the function's clock `aheadMs` in the future. Throws its error. */
    async invoke(event: unknown, aheadMs = 0): Promise<unknown> {
      const answered = once(child, 'message')
      child.send({ event, aheadMs })
      const [outcome] = z.tuple([Outcome], z.unknown()).parse(await Promise.race([answered, ended]))
      return 'answer' in outcome ? outcome.answer : fail(outcome.error)
    },
    /** Everything that it logged. */
    log: () => log.join(''),
    async close(): Promise<void> {
      child.kill()
      await ended.catch(() => undefined)
      await rm(folder, { recursive: true })
    },
  }
}

function fail(why: string): never {
  throw new Error(why)
}
