import { describe, expect, test } from 'vitest'
import { readLetter } from '../../../shared/extract/letter.ts'
import { holdsRegion } from '../../../shared/extract/response.ts'
import { fictionalLetter } from '../../letters.ts'
import { SKINS, type SkinName } from '../../skins.ts'
import { openedPage, servedPage } from './served-page.ts'

const written = { ...fictionalLetter('lead-reply'), attachments: [{ name: '附件1.pdf', url: '/attachment/1/1/1.pdf' }] }

const readRegion = (html: string) => {
  const outcome = readLetter(openedPage(html))
  if (outcome.outcome !== 'read') throw new Error(outcome.why)
  return outcome.region
}

describe.each(Object.keys(SKINS) as SkinName[])('the region of a letter in the skin %s', (skin) => {
  const html = SKINS[skin](written)
  const region = readRegion(html)
  const isHeldBy = (changed: string) => {
    expect(changed).not.toBe(html)
    return holdsRegion(servedPage(changed), region)
  }

  test('is held by a page whose chrome grew, shrank or changed, before the letter and after it', () => {
    expect(holdsRegion(servedPage(html), region)).toBe(true)
    expect(isHeldBy(html.replace(/<body[^>]*>/, '$&<div>今日访问 1024 次</div>'))).toBe(true)
    expect(isHeldBy(html.replace('</body>', '<div>今日访问 1024 次</div></body>'))).toBe(true)
    expect(isHeldBy(html.replace('版权所有', '版权归'))).toBe(true)
  })

  test.each<[string, (page: string) => string]>([
    ['a figure', (page) => page.replace('2.18', '2.19')],
    ['the title', (page) => page.replaceAll(written.title, `${written.title}（更正）`)],
    ['the title in one place', (page) => page.replace(written.title, `${written.title}（更正）`)],
    ['the day of publication', (page) => page.replace(written.publishedOn, '2024-08-20')],
    ['the office', (page) => page.replace(written.source, '示例市云海区办公室')],
    ['an attachment', (page) => page.replace('/1/1/1.pdf', '/1/1/2.pdf')],
    [
      'a paragraph added at the end',
      (page) => page.replace(written.body.at(-1) ?? '', '$&</p></div><div><p>补充说明：另行答复。'),
    ],
    ['a status flag over everything', (page) => page.replace(/<body[^>]*>/, '$&<div>【文件已失效】</div>')],
  ])('is not held once something of the letter changed: %s', (_, change) => {
    const changed = change(html)
    if (changed !== html) expect(holdsRegion(servedPage(changed), region)).toBe(false)
  })

  test('is not held by an answer that says the page is gone, broken or empty', () => {
    const served = servedPage(html)
    expect(holdsRegion({ ...served, status: 404 }, region)).toBe(false)
    expect(holdsRegion({ ...served, body: served.body.subarray(0, 900) }, region)).toBe(false)
    expect(holdsRegion({ ...served, body: new Uint8Array() }, region)).toBe(false)
  })
})
