import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Form, Score } from './score.ts'

/** One process a core of a small machine. */
const PROCESSES = 2

/** Scores the templates `names`, two at a time, each in a process that others use before and after; in the order of `names`. */
export async function scoreAll(names: string[], form: Form): Promise<Score[]> {
  const scores = new Map<string, Score>()
  const waiting = [...names]
  await Promise.all(Array.from({ length: Math.min(PROCESSES, names.length) }, () => work(waiting, form, scores)))
  return names.flatMap((name) => scores.get(name) ?? [])
}

async function work(waiting: string[], form: Form, scores: Map<string, Score>): Promise<void> {
  const program = fork(join(import.meta.dirname, 'score-program.ts'))
  const ended = once(program, 'exit').then(([code]) => {
    throw new Error(`Cannot score templates: the process ended with ${String(code)}`)
  })
  ended.catch(() => undefined)
  try {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const answer = once(program, 'message') as Promise<[Score]>
      program.send({ name, form })
      const [score] = await Promise.race([answer, ended])
      scores.set(name, score)
    }
  } finally {
    program.disconnect()
  }
}
