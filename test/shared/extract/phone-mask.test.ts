import { expect, test } from 'vitest'
import { maskMobiles } from '../../../shared/extract/phone-mask.ts'

test.each([
  ['手机：13800000000）', '手机：138******00）'],
  ['138-0000-0000', '138******00'],
  ['138 0000 0000', '138******00'],
  ['１３８００００００００', '138******00'],
  ['1 3 8 0 0 0 0 0 0 0 0', '138******00'],
  ['+86 13800000000转', '+86 138******00转'],
  ['13800000000、13900000000', '138******00、139******00'],
])('a mobile number in %s is masked', (before, after) => expect(maskMobiles(before)).toBe(after))

test.each([
  ['a landline', '0755-00000001'],
  ['a sum in groups of three', '13 500 000 000元'],
  ['a sum of eleven digits', '15000000000元'],
  ['a sum in tens of thousands', '13800000000万元'],
  ['a longer number', '138000000001234'],
  ['a motion’s number', '第20230153号'],
  ['years', '2018 2019 2020'],
])('%s stays', (_, text) => expect(maskMobiles(text)).toBe(text))
