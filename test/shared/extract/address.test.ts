import { expect, test } from 'vitest'
import { canonicalAddress, distinctIdOf, hostOf, letterIdOf, postIdOf } from '../../../shared/extract/address.ts'
import { listingPageAddress } from '../../../shared/extract/listing/paging.ts'

const COLUMN = 'https://kjj.shili.example/xxgk/ztzl/zxtadfhgkwg/'

test.each([
  [`${COLUMN}content/post_10961674.html`, '10961674'],
  [`${COLUMN}content/mpost_10961674.html?jump=true#a`, '10961674'],
  ['http://kjj.shili.example/gkmlpt/content/10/10961/post_10961674.html', '10961674'],
  ['http://kjj.shili.example/zwgk/202401/t20240101_12345.html', '12345'],
  ['http://kjj.shili.example/art/2023/9/27/art_1229123_4567890.html', '4567890'],
  ['http://kjj.shili.example/art/2023/art_EC6E49C646F54746978E3F6AB8618639.html', 'ec6e49c646f54746978e3f6ab8618639'],
  ['http://kjj.shili.example/zwgk/2025-06/18/content_90008.htm', '90008'],
  ['http://kjj.shili.example/gk/c101953/c7481104/content.shtml', '7481104'],
  ['http://kjj.shili.example/2023/0927/c1043a77801/page.htm', '77801'],
  ['http://kjj.shili.example/info/1061/12345.htm', '12345'],
  ['http://kjj.shili.example/jyta/12345/', '12345'],
  ['http://kjj.shili.example/site/content.jsp?cid=12&id=345', '345'],
  ['http://kjj.shili.example/newsview.aspx?ID=77', '77'],
  ['http://kjj.shili.example/index.php?m=content&c=index&a=show&catid=12&id=778', '778'],
  ['http://kjj.shili.example/index.php?m=content&c=index&a=lists&catid=12&id=778', undefined],
  ['http://kjj.shili.example/site/list.jsp?id=5', undefined],
  ['http://kjj.shili.example/col/col123/index.html', undefined],
  ['http://kjj.shili.example/view.do?id=aBcD', undefined],
  ['http://kjj.shili.example/jyta/12.html', undefined],
  [`${COLUMN}index_2.html`, undefined],
  ['not an address', undefined],
])('postIdOf(%s) is %s', (url, postId) => expect(postIdOf(url)).toBe(postId))

test.each([
  ['content/post_1.html?jump=true#top', `${COLUMN}content/post_1.html`],
  ['//kjj.shili.example/a/post_1.html', 'https://kjj.shili.example/a/post_1.html'],
  ['http://kjj.shili.example/a/post_1.html', 'http://kjj.shili.example/a/post_1.html'],
  ['content/post_1.html;jsessionid=0A1B.node2?page=2', `${COLUMN}content/post_1.html?page=2`],
  ['javascript:void(0)', undefined],
  ['http://[', undefined],
])('the canonical address of %s is %s', (href, address) => expect(canonicalAddress(href, COLUMN)).toBe(address))

test('the first page of a listing is the column itself, others are counted from two', () => {
  expect(listingPageAddress(COLUMN, 1)).toBe(COLUMN)
  expect(listingPageAddress(COLUMN, 2)).toBe(`${COLUMN}index_2.html`)
  expect(listingPageAddress(`${COLUMN}index.html`, 12)).toBe(`${COLUMN}index_12.html`)
})

test('a host has no port and no capitals', () => {
  expect(hostOf('http://KJJ.shili.example:8080/a')).toBe('kjj.shili.example')
  expect(hostOf('nothing')).toBeUndefined()
})

test('a letter without an id of its system has a readable name with a hash of its path, safe in files and addresses', () => {
  const id = letterIdOf('http://kjj.shili.example/jyta/2023/12.html')
  expect(id).toMatch(/^12-[0-9a-f]{10}$/)
  expect(letterIdOf('https://kjj.shili.example:8443/jyta/2023/12.html?t=1700000000#top')).toBe(id)
  expect(letterIdOf('http://kjj.shili.example/jyta/2024/12.html')).not.toBe(id)
  expect(letterIdOf('http://kjj.shili.example/%E9%99%84%E4%BB%B6/%E5%87%BD.pdf')).toMatch(/^[a-z0-9-]{1,24}-[0-9a-f]{10}$/)
  expect(letterIdOf('http://kjj.shili.example/ledger/')).toMatch(/^ledger-/)
})

test('letters of one id have names of their own by their paths', () => {
  const [one, other] = ['http://kjj.shili.example/a/content_30001.html', 'http://kjj.shili.example/b/content_30001.html']
  expect([letterIdOf(one), letterIdOf(other)]).toEqual(['30001', '30001'])
  expect(distinctIdOf(one)).toMatch(/^30001-/)
  expect(distinctIdOf(one)).not.toBe(distinctIdOf(other))
})
