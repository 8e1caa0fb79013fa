import { expect, test } from 'vitest'
import { retryAfterMs } from '../../../shared/text/retry-after.ts'

const NOW = new Date('2026-11-23T00:00:00Z')

test.each([
  ['120', 120_000],
  ['Mon, 23 Nov 2026 00:10:00 GMT', 600_000],
  ['Sun, 22 Nov 2026 00:00:00 GMT', 0],
  ['0', 0],
  ['007', 7000],
  [' 120\t', 120_000],
  ['Monday, 23-Nov-26 00:10:00 GMT', 600_000],
  ['Mon Nov 23 00:10:00 2026', 600_000],
  ['Mon Nov  2 00:00:00 2026', 0],
  ['99999999999', 24 * 3_600_000],
  ['soon', undefined],
  ['Monday', undefined],
  ['Mon 5', undefined],
  ['Mon, 23 Nov 2026', undefined],
  ['Mon, 99 Nov 2026 00:10:00 GMT', undefined],
  ['23 Nov 2026 00:10:00 GMT', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['1e9', undefined],
  ['', undefined],
  ['9'.repeat(400), 24 * 3_600_000],
  ['Fri, 31 Dec 9999 23:59:59 GMT', 24 * 3_600_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['120, 240', undefined],
  [undefined, undefined],
])('Retry-After: %s asks for %s milliseconds', (header, asked) => {
  expect(retryAfterMs(header, NOW)).toBe(asked)
})
