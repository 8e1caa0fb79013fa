import { expect, test } from 'vitest'
import { once } from '../../functions/once.ts'

test('what is opened is opened once, however often and however early it is asked for', async () => {
  let opened = 0
  const open = once(() => ({ number: ++opened }))
  const [first, again] = await Promise.all([open(), open()])
  expect(again).toBe(first)
  expect(await open()).toBe(first)
  expect(opened).toBe(1)
})

test('opening that failed is tried again', async () => {
  let tries = 0
  const open = once(() => (++tries === 1 ? Promise.reject(new Error('no key yet')) : Promise.resolve('open')))
  await expect(open()).rejects.toThrow('no key yet')
  expect(await open()).toBe('open')
})

test('opening that threw at once is tried again', async () => {
  let tries = 0
  const open = once(() => {
    if (++tries === 1) throw new Error('missing: TABLE')
    return 'open'
  })
  await expect(open()).rejects.toThrow('missing: TABLE')
  expect(await open()).toBe('open')
})
