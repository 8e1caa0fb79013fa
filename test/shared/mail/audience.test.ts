import { expect, test } from 'vitest'
import { addressId, audienceKey, audiencesOf, type Choice, Subscriber } from '../../../shared/mail/audience.ts'

const subscriber = (address: string, choice: Choice = {}, addedAt = '2026-11-23T08:00:00+08:00') =>
  Subscriber.parse({ id: addressId(address), address, addedAt, ...choice })

test('subscribers with the same choice are one audience, whatever the order of its words', () => {
  const one = audienceKey({ types: ['letter.edited', 'letter.withdrawn'], topics: ['b', 'a', 'b'] })
  expect(audienceKey({ topics: ['a', 'b'], types: ['letter.withdrawn', 'letter.edited'] })).toBe(one)
  expect(one).toMatch(/^[0-9a-f]{12}$/)
})

test('subscribers with another choice are another audience', () => {
  const choices: Choice[] = [
    {},
    { digest: 'daily' },
    { digest: 'weekly' },
    { significance: 'substantive' },
    { topics: ['a'] },
    { columns: ['a'] },
    { topics: ['a', 'b'] },
    { topics: ['a,b'] },
  ]
  expect(new Set(choices.map(audienceKey)).size).toBe(choices.length)
})

test('an audience is as old as the first of its subscribers', () => {
  const [only, ...more] = audiencesOf([
    subscriber('a@example.org', { topics: ['t'] }, '2026-11-24T00:00:00+08:00'),
    subscriber('b@example.org', { topics: ['t'] }, '2026-11-22T00:00:00+08:00'),
  ])
  expect(only).toEqual({ topics: ['t'], key: audienceKey({ topics: ['t'] }), since: '2026-11-22T00:00:00+08:00' })
  expect(more).toEqual([])
})

test('an address is the same in upper and lower case', () => {
  expect(addressId('Reader@Example.org')).toBe(addressId('reader@example.org'))
})

test.each([
  '',
  'a',
  'a@b',
  'a@b.example\r\nBcc: c@d.example',
  'a@b.example, c@d.example',
  '<a@b.example>',
  'a b@c.example',
  `${'a'.repeat(250)}@b.example`,
])('%j is no address', (address) => expect(() => subscriber(address)).toThrow())
