import { describe, expect, test } from 'vitest'
import { growth, quantityOf } from '../../../shared/edit/numerals.ts'

describe('quantityOf()', () => {
  test.each([
    ['23.74亿元', 2_374_000_000, '元'],
    ['1,234.5万元', 12_345_000, '元'],
    ['7000余家', 7000, '家'],
    ['592亿', 59_200_000_000, ''],
    ['21.74%', 21.74, '%'],
    ['百分之三十五', 35, '%'],
    ['三点五亿元', 350_000_000, '元'],
    ['一千二百万元', 12_000_000, '元'],
    ['二十一个', 21, '个'],
    ['两家', 2, '家'],
  ])('reads %s as %d %s', (figure, value, unit) => {
    expect(quantityOf(figure)).toEqual({ value, unit })
  })

  test.each(['3至5年', '第三批', '20+8'])('does not take %s for one number', (figure) => {
    expect(quantityOf(figure)).toBeUndefined()
  })
})

describe('growth()', () => {
  test('is in per cent, and in percentage points for shares', () => {
    expect(growth('23.74亿元', '24.74亿元')?.zh).toBe('+4.2%')
    expect(growth('9500万元', '1.2亿元')?.zh).toBe('+26.3%')
    expect(growth('21.74%', '19.74%')).toEqual({ zh: '-2个百分点', en: '-2 percentage points' })
  })

  test('is not told where units differ, nothing stood, or the value is the same', () => {
    expect(growth('3家', '3项')).toBeUndefined()
    expect(growth('0项', '3项')).toBeUndefined()
    expect(growth('1528项', '1,528项')).toBeUndefined()
  })
})
