import { expect, test } from 'vitest'
import { once } from '../../functions/once.ts'

test('opens once for any number of concurrent calls', async () => {
  let opened = 0
  const open = once(() => ({ number: ++opened }))
  const [first, again] = await Promise.all([open(), open()])
  expect(again).toBe(first)
  expect(await open()).toBe(first)
  expect(opened).toBe(1)
})

test('a failed opening is tried again', async () => {
  let tries = 0
  const open = once(() => (++tries === 1 ? Promise.reject(new Error('no key yet')) : Promise.resolve('open')))
  await expect(open()).rejects.toThrow('no key yet')
  expect(await open()).toBe('open')
})

test('an opening that throws synchronously is tried again', async () => {
  let tries = 0
  const open = once(() => {
    if (++tries === 1) throw new Error('missing: TABLE')
    return 'open'
  })
  await expect(open()).rejects.toThrow('missing: TABLE')
  expect(await open()).toBe('open')
})
