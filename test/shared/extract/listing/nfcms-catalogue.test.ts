import { expect, test } from 'vitest'
import { readNfcmsCatalogue } from '../../../../shared/extract/listing/nfcms-catalogue.ts'

const POST = {
  id: 19990001,
  title: '示例标题',
  url: 'https://kjj.shili.example/xxgk/x/content/post_19990001.html',
  publish_time: 1767229200,
}

test('the platform’s JSON of a column lists its posts, with fields we do not know left out', () => {
  const text = JSON.stringify({
    id: 100001,
    name: '示例栏目',
    updated: '2026-01-01 00:00:00',
    articles: [{ ...POST, json_ext: '{}' }],
    children: [],
  })
  expect(readNfcmsCatalogue(text)?.articles).toEqual([POST])
})

test.each(['', '<html>', '{}', '[]', 'null', '{"id":"1"}'])('what is not such JSON is nothing: %s', (text) => {
  expect(readNfcmsCatalogue(text)).toBeUndefined()
})
