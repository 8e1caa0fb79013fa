import { expect, test } from 'vitest'
import { oncePerEnvironment } from '../../../functions/once-per-environment.ts'

test('opens once for each environment, however often it is asked', async () => {
  const opened: string[] = []
  const open = oncePerEnvironment(({ TABLE }: { TABLE: string }) => (opened.push(TABLE), { TABLE }))
  const [first, again, other] = await Promise.all([open({ TABLE: 'a' }), open({ TABLE: 'a' }), open({ TABLE: 'b' })])
  expect(again).toBe(first)
  expect(other).not.toBe(first)
  expect(opened).toEqual(['a', 'b'])
})

test('opening that failed is tried again', async () => {
  let tries = 0
  const open = oncePerEnvironment(() => (++tries === 1 ? Promise.reject(new Error('no key yet')) : Promise.resolve('open')))
  await expect(open({})).rejects.toThrow('no key yet')
  expect(await open({})).toBe('open')
})
