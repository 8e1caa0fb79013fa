import { expect, test } from 'vitest'
import { openQueuesByKey } from '../../../functions/deliver/deliver-batch.ts'

test('runs a limited number of tasks of one key at a time, those of other keys in parallel, and continues after a failure', async () => {
  const inLane = openQueuesByKey(2)
  const started: string[] = []
  const gates = new Map<string, { open: () => void; fail: (error: Error) => void }>()
  const task = (name: string) => () => {
    started.push(name)
    return new Promise<string>((resolve, fail) => gates.set(name, { open: () => resolve(name), fail }))
  }
  const runs = ['a1', 'a2', 'a3', 'a4', 'b1'].map((name) => inLane(name.slice(0, 1), task(name)))
  const settled = Promise.allSettled(runs)
  await Promise.resolve()
  expect(started).toEqual(['a1', 'a2', 'b1'])
  gates.get('a2')?.fail(new Error('no'))
  await expect(runs[1]).rejects.toThrow('no')
  expect(started).toEqual(['a1', 'a2', 'b1', 'a4'])
  gates.get('a1')?.open()
  await runs[0]
  for (const name of ['a3', 'a4', 'b1']) gates.get(name)?.open()
  expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
})
