import { load } from 'cheerio'
import { expect, test } from 'vitest'
import { DATE } from '../../../shared/text/dates.ts'
import { EQUIVALENTS } from '../../../shared/text/normalize.ts'
import { Tag } from '../../../shared/edit.ts'
import { RULES } from '../../../shared/diff/rules.ts'
import { promiseAnchor, rulesPage, tagAnchor } from '../../../shared/site/rules-page.ts'
import { COMMITMENT_RULES, CommitmentRuleName } from '../../../shared/findings/promises.ts'

const $ = load(rulesPage().body)

test('the rules page lists every rule of significance in both languages, under its tag', () => {
  for (const tag of Tag.options) expect($(`dt#${tagAnchor(tag)}`).length, tag).toBe(1)
  for (const [name, { zh, en, significance }] of Object.entries(RULES)) {
    const rule = $('dd').filter((_, dd) => $(dd).text().includes(zh))
    expect(rule.length, name).toBe(1)
    expect(rule.text(), name).toContain(en)
    expect(rule.find('.what').text(), name).toBe(
      { substantive: '实质 Substantive', cosmetic: '细微 Cosmetic', undefined: '' }[String(significance)],
    )
  }
})

test('it lists the rules for promises with their patterns, and the equivalent marks', () => {
  for (const name of CommitmentRuleName.options) expect($(`dt#${promiseAnchor(name)}`).length, name).toBe(1)
  const patterns = $('code')
    .toArray()
    .map((code) => $(code).text())
  const whole = patterns.map((pattern) => pattern.replaceAll('〔日期〕', new RegExp(DATE).source))
  expect(whole.slice(0, -1)).toEqual(COMMITMENT_RULES.map(({ verb }) => verb.source))
  for (const pattern of patterns) expect(pattern.length).toBeLessThan(300)
  expect($('.equivalents li').length).toBe(Object.keys(EQUIVALENTS).length)
})
