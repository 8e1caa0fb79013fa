import { expect, test } from 'vitest'
import { counted } from '../../../shared/text/counted.ts'

test('one is singular, every other number is plural', () => {
  expect([counted(0, 'request'), counted(1, 'request'), counted(2, 'request')]).toEqual([
    '0 requests',
    '1 request',
    '2 requests',
  ])
  expect([counted(2, 'entry'), counted(2, 'hash'), counted(2, 'webhook delivery')]).toEqual([
    '2 entries',
    '2 hashes',
    '2 webhook deliveries',
  ])
})
