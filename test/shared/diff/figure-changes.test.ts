import { describe, expect, test } from 'vitest'
import { growthOf } from '../../../shared/diff/figure-changes.ts'

describe('growthOf()', () => {
  test('is in per cent, and in percentage points for shares', () => {
    expect(growthOf({ before: '23.74亿元', after: '24.74亿元' })?.zh).toBe('+4.2%')
    expect(growthOf({ before: '9500万元', after: '1.2亿元' })?.zh).toBe('+26.3%')
    expect(growthOf({ before: '21.74%', after: '19.74%' })).toEqual({ zh: '-2个百分点', en: '-2 percentage points' })
  })

  test('of percentage points is in percentage points too', () => {
    expect(growthOf({ before: '2个百分点', after: '0.2个百分点' })?.zh).toBe('-1.8个百分点')
  })

  test('is undefined for dates, names and temperatures', () => {
    expect(growthOf({ before: '-70℃', after: '-80℃' })).toBeUndefined()
    expect(growthOf({ before: '2022年', after: '2023年' })).toBeUndefined()
    expect(growthOf({ before: '第20230153号', after: '第20230154号' })).toBeUndefined()
  })

  test('is undefined where units differ, a value is missing or 0, or the value is the same', () => {
    expect(growthOf({ before: '3家', after: '3项' })).toBeUndefined()
    expect(growthOf({ before: '0项', after: '3项' })).toBeUndefined()
    expect(growthOf({ before: '1528项', after: '1,528项' })).toBeUndefined()
  })
})
