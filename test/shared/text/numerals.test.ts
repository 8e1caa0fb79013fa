import { describe, expect, test } from 'vitest'
import { parseQuantity } from '../../../shared/text/numerals.ts'

describe('parseQuantity()', () => {
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
    expect(parseQuantity(figure)).toEqual({ value, unit })
  })

  test.each(['3至5年', '第三批', '20+8'])('does not take %s for one number', (figure) => {
    expect(parseQuantity(figure)).toBeUndefined()
  })
})
