import { expect, test } from 'vitest'
import { describeTemplate } from '../../../../shared/extract/template/describe.ts'

test('a template is described by the places of its parts, each with how many others stand in for it', () => {
  const template = {
    body: '#zoom',
    title: ['h1', 'h2.title', 'div.head > h2'],
    published: [{ select: 'div.info', label: '发布时间' }],
    source: [{ select: 'meta[name="ContentSource" i]', label: '' }],
    remove: ['div.share', 'p.count'],
    tail: ['责任编辑：办公室', '人气：#'],
  }
  expect(describeTemplate(template)).toEqual([
    { part: 'body', where: '#zoom' },
    { part: 'title', where: 'h1 (or 2 others)' },
    { part: 'published', where: 'div.info, after “发布时间”' },
    { part: 'source', where: 'meta[name="ContentSource" i]' },
    { part: 'remove', where: 'div.share, p.count' },
    { part: 'tail', where: '“责任编辑：办公室”, “人气：#”' },
  ])
})

test('a part without a place is described by how it is found instead, and nothing to leave out is not mentioned', () => {
  const template = { body: '#zoom', title: [], published: [], source: [], remove: [], tail: [] }
  expect(describeTemplate(template)).toEqual([
    { part: 'body', where: '#zoom' },
    { part: 'title', where: 'the line that equals the title in the listing' },
    { part: 'published', where: 'by its label, else the date in the listing' },
    { part: 'source', where: 'by its label' },
  ])
})
