import { expect, test } from 'vitest'
import { readColumnJson, readPostJson } from '../../../shared/parse/read-post-json.ts'

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
  expect(readColumnJson(text)?.articles).toEqual([POST])
})

test('the platform’s JSON of a post has its content and attachments', () => {
  const attachment = [{ name: '附件.pdf', url: 'https://kjj.shili.example/attachment/1/1234/1234567/19990001.pdf' }]
  expect(readPostJson(JSON.stringify({ ...POST, content: '<p>正文</p>', attachment }))).toMatchObject({
    content: '<p>正文</p>',
    attachment,
  })
})

test.each(['', '<html>', '{}', '[]', 'null', '{"id":"1"}'])('what is not such JSON is nothing: %s', (text) => {
  expect(readColumnJson(text)).toBeUndefined()
  expect(readPostJson(text)).toBeUndefined()
})
