import { describe, expect, test } from 'vitest'
import { diffLetters } from '../../../shared/diff/diff-letters.ts'
import type { Edit } from '../../../shared/edit.ts'
import { letterFrom } from '../diff/letter-text.ts'

/** The letter is of this day: 底, 末 and relative forms are read by it. */
const WRITTEN_ON = '2026-11-20'

/** When a form ends at the earliest and at the latest, by hand; a span by its unit and length; an event, of no known day; null where no limit is named. */
type Meaning =
  { first: string; last: string } | { unit: 'working day' | 'day' | 'hour' | 'month'; length: number } | 'event' | null

const on = (last: string): Meaning => ({ first: last, last })

/** Thirty ways to say by when, and what each means in a letter of 2026-11-20. The oracle: written by hand, without our grammar. */
const FORMS: [string, Meaning][] = [
  ['2027年3月5日前', on('2027-03-05')],
  ['2027年3月5号前', on('2027-03-05')],
  ['二〇二七年三月五日前', on('2027-03-05')],
  ['2027年3月上旬', on('2027-03-10')],
  ['2027年3月底', on('2027-03-31')],
  ['2027年一季度末前', on('2027-03-31')],
  ['2027年6月前', { first: '2027-05-31', last: '2027-06-30' }],
  ['2027年6月底前', on('2027-06-30')],
  ['2027年6月末之前', on('2027-06-30')],
  ['二〇二七年六月底前', on('2027-06-30')],
  ['2027年上半年', on('2027-06-30')],
  ['2027年第三季度前', { first: '2027-06-30', last: '2027-09-30' }],
  ['2027年底前', on('2027-12-31')],
  ['2027年年底前', on('2027-12-31')],
  ['明年年底前', on('2027-12-31')],
  ['2028年年初', { first: '2028-01-01', last: '2028-06-30' }],
  ['今年年底前', on('2026-12-31')],
  ['年内', on('2026-12-31')],
  ['本月底前', on('2026-11-30')],
  ['“十五五”末', on('2030-12-31')],
  ['15个工作日内', { unit: 'working day', length: 15 }],
  ['20个工作日内', { unit: 'working day', length: 20 }],
  ['15日内', { unit: 'day', length: 15 }],
  ['三十天内', { unit: 'day', length: 30 }],
  ['48小时内', { unit: 'hour', length: 48 }],
  ['半年内', { unit: 'month', length: 6 }],
  ['任期届满前', 'event'],
  ['适时', null],
  ['尽快', null],
  ['择机', null],
]

const FRAMES = [
  (deadline: string) => `我局将${deadline}完成示范平台建设。`,
  (deadline: string) => `${deadline}，我局将印发实施方案。`,
  (deadline: string) => `力争${deadline}建成并投入使用。`,
]

type Order = 'same' | 'later' | 'earlier' | 'unknown'

/** How `after` compares with `before`: in full only where every reading of both agrees. */
function truth(before: Meaning, after: Meaning): Order {
  if (!before || !after || before === 'event' || after === 'event') return 'unknown'
  if ('first' in before && 'first' in after) {
    if (before.first === after.first && before.last === after.last && before.first === before.last) return 'same'
    const areLikelyRead = before.first !== before.last && after.first !== after.last
    if (after.first > before.last || (areLikelyRead && after.first >= before.last)) return 'later'
    return after.last < before.first || (areLikelyRead && after.last <= before.first) ? 'earlier' : 'unknown'
  }
  if (!('unit' in before) || !('unit' in after)) return 'unknown'
  if (before.unit === after.unit) return before.length < after.length ? 'later' : 'earlier'
  if (before.unit === 'working day' || after.unit === 'working day') return 'unknown'
  return before.length * MOST_DAYS[before.unit] < after.length * LEAST_DAYS[after.unit] ? 'later' : 'earlier'
}

/** Of the forms here, those of different units are far apart. How many working days are how many days depends on the calendar. */
const LEAST_DAYS = { hour: 1 / 24, day: 1, month: 28 }
const MOST_DAYS = { hour: 1 / 24, day: 1, month: 31 }

/** What an edit claims of the deadline. */
function claimsOf(edit: Edit | undefined): string[] {
  const changes = edit?.promises ?? []
  const kinds = changes.flatMap(({ kind, parts = [] }) => [kind, ...parts.map((part) => part.kind)])
  return [...new Set([...kinds, ...(edit?.significance === 'cosmetic' ? ['cosmetic'] : [])])]
}

/** Which claims are true for an order; what only names what is new or gone, or quotes, is always true. */
const TRUE_CLAIMS: Record<Order, string[]> = {
  same: ['cosmetic', 'reworded'],
  later: ['postponed', 'reworded'],
  earlier: ['advanced', 'reworded'],
  unknown: ['reworded'],
}

function isTrue(claim: string, order: Order, before: Meaning, after: Meaning): boolean {
  if (claim === 'deadline-removed') return after === null && before !== null
  if (claim === 'deadline-added') return before === null && after !== null
  return TRUE_CLAIMS[order].includes(claim)
}

const letter = (sentence: string) => ({ ...letterFrom([sentence]), signedOn: WRITTEN_ON })

const PAIRS = FORMS.flatMap(([before, meaning]) =>
  FORMS.filter(([after]) => after !== before).map(([after, meaningAfter]) => ({ before, after, meaning, meaningAfter })),
)

describe('of all ordered pairs of thirty forms of a deadline', () => {
  test.each(FRAMES.map((frame) => [frame('…'), frame] as const))('none is told wrongly in %s', (_, frame) => {
    const wrong = PAIRS.flatMap(({ before, after, meaning, meaningAfter }) => {
      const order = truth(meaning, meaningAfter)
      const edit = diffLetters(letter(frame(before)), letter(frame(after)))
      const claims = claimsOf(edit).filter((claim) => !isTrue(claim, order, meaning, meaningAfter))
      return claims.length > 0 ? [`${before} → ${after} is ${order}: ${claims.join(', ')}: ${edit?.summary ?? ''}`] : []
    })
    expect(wrong).toEqual([])
  })

  test.each(FRAMES.map((frame) => [frame('…'), frame] as const))('all that compare are told in %s', (_, frame) => {
    const untold = PAIRS.filter(({ before, after, meaning, meaningAfter }) => {
      const order = truth(meaning, meaningAfter)
      const claims = claimsOf(diffLetters(letter(frame(before)), letter(frame(after))))
      return (order === 'later' && !claims.includes('postponed')) || (order === 'earlier' && !claims.includes('advanced'))
    })
    expect(untold.map(({ before, after }) => `${before} → ${after}`)).toEqual([])
  })

  test.each([
    ['2027年3月5日前', '2027年3月5号前', '二〇二七年三月五日前'],
    ['2027年6月底前', '二〇二七年六月底前'],
    ['2027年底前', '2027年年底前'],
  ])('%s and its other forms are one, cosmetically', (...forms) => {
    for (const frame of FRAMES)
      for (const before of forms)
        for (const after of forms.filter((form) => form !== before))
          expect(claimsOf(diffLetters(letter(frame(before)), letter(frame(after)))), `${before} → ${after}`).toEqual([
            'cosmetic',
          ])
  })

  test.each(FRAMES.map((frame) => [frame('…'), frame] as const))('none names a word that is still there, in %s', (_, frame) => {
    const wrong = PAIRS.flatMap(({ before, after }) => {
      const parts = diffLetters(letter(frame(before)), letter(frame(after)))?.promises?.flatMap((change) => change.parts ?? [])
      const isThere = parts?.some(
        (part) => part.before !== undefined && part.after === undefined && frame(after).includes(part.before),
      )
      return isThere ? [`${before} → ${after}`] : []
    })
    expect(wrong).toEqual([])
  })
})
