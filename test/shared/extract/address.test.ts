import { expect, test } from 'vitest'
import { canonicalAddress, hostOf, postIdOf } from '../../../shared/extract/address.ts'
import { listingPageAddress } from '../../../shared/extract/listing/paging.ts'

const COLUMN = 'https://kjj.shili.example/xxgk/ztzl/zxtadfhgkwg/'

test.each([
  [`${COLUMN}content/post_10961674.html`, '10961674'],
  [`${COLUMN}content/mpost_10961674.html?jump=true#a`, '10961674'],
  ['http://kjj.shili.example/gkmlpt/content/10/10961/post_10961674.html', '10961674'],
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
