import { expect } from 'vitest'
import type { LoopbackColumn } from '../../loopback-column.ts'
import { listingPage } from '../../skins.ts'
import { scenarios } from './scenario.ts'
import { letterOf } from './scenario-letters.ts'

const nothing = () => undefined
const html = (body: string) =>
  `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>政协提案答复函公开文稿</title></head><body>${body}</body></html>`

/** Serves the listing with its items as another template writes them. */
const listAs = (site: LoopbackColumn, item: (postId: string, title: string, day: string) => string) =>
  site.answers.set(site.listingPath, {
    body: html(
      `<ul>${site.listed.map((id) => item(id, site.letters.get(id)?.title ?? '', site.letters.get(id)?.publishedOn ?? '')).join('')}</ul>`,
    ),
  })

scenarios('misleading listings', [
  {
    title: 'an empty listing is unreadable, and no letter is missing',
    steps: [
      [
        (site) =>
          site.answers.set(site.listingPath, {
            body: listingPage({ columnName: '政协提案答复函公开文稿', entries: [], page: 1, pages: 1 }),
          }),
        [],
        { outcome: 'failed' },
      ],
      [(site) => site.answers.clear(), [], { outcome: 'complete' }],
    ],
  },
  {
    title: 'a listing that answers that the system is busy is a failed crawl',
    steps: [
      [
        (site) => site.answers.set(site.listingPath, { body: html('<h1>系统繁忙，请稍后再试</h1>') }),
        [],
        { outcome: 'failed' },
      ],
    ],
  },
  {
    title: 'a listing of which one page fails makes the crawl partial, and no letter is missing',
    letters: 45,
    steps: [
      [(site) => site.answers.set(`${site.listingPath}index_2.html`, { status: 502 }), [], { outcome: 'partial' }],
      [nothing, [], { outcome: 'partial' }],
      [(site) => site.answers.clear(), [], { outcome: 'complete', listed: 45 }],
    ],
  },
  {
    title: 'a listing that shrank from 40 to 3 is incomplete; new letters on it are published',
    letters: 40,
    steps: [
      [(site) => (site.listed = site.listed.slice(0, 3)), [], { outcome: 'partial' }],
      [(site) => site.publish('20001', letterOf(60)), ['letter.published 20001'], { outcome: 'partial' }],
    ],
  },
  {
    title: 'another order is no event',
    steps: [[(site) => (site.listed = [...site.listed].reverse()), []]],
  },
  {
    title: 'duplicates are one letter',
    steps: [[(site) => (site.listed = [...site.listed, ...site.listed]), [], { listed: 6 }]],
  },
  {
    title: 'addresses with ?jump=true, fragments, another scheme, or relative are the same letters',
    steps: [
      [
        (site) =>
          listAs(
            site,
            (id, title, day) =>
              `<li><a href="${site.urlOf(id)}?jump=true" title="${title}">${title}</a><span>${day}</span></li>`,
          ),
        [],
        { listed: 6 },
      ],
      [
        (site) =>
          listAs(
            site,
            (id, title, day) => `<li><a href="${site.urlOf(id)}#top" title="${title}">${title}</a><span>${day}</span></li>`,
          ),
        [],
        { listed: 6 },
      ],
      [
        (site) =>
          listAs(
            site,
            (id, title, day) =>
              `<li><a href="${site.urlOf(id).replace('http:', 'https:')}" title="${title}">${title}</a><span>${day}</span></li>`,
          ),
        [],
        { listed: 6 },
      ],
      [
        (site) =>
          listAs(
            site,
            (id, title, day) => `<li><a href="content/post_${id}.html" title="${title}">${title}</a><span>${day}</span></li>`,
          ),
        [],
        { listed: 6 },
      ],
    ],
  },
  {
    title: 'items without dates, header rows and other formats of dates are the same letters',
    steps: [
      [(site) => listAs(site, (id, title) => `<li><a href="content/post_${id}.html">${title}</a></li>`), [], { listed: 6 }],
      [
        (site) =>
          listAs(
            site,
            (id, title, day) =>
              `<li><span>${day.replaceAll('-', '/')}</span><a href="content/post_${id}.html">${title}</a></li>`,
          ),
        [],
        { listed: 6 },
      ],
      [
        (site) =>
          listAs(
            site,
            (id, title, day) => `<div class="item"><a href="content/post_${id}.html">${title}</a><i>发布日期：${day}</i></div>`,
          ),
        [],
        { listed: 6 },
      ],
    ],
  },
  {
    title: 'the oldest letter of a full list without dates is pushed off, and that is no event',
    steps: [
      [
        (site) => {
          site.publish('20001', letterOf(40))
          site.remove('10001', false)
          listAs(site, (id, title) => `<li><a href="content/post_${id}.html">${title}</a></li>`)
        },
        ['letter.published 20001'],
      ],
      [nothing, []],
    ],
  },
  {
    title: 'pages that repeat without end are read once',
    steps: [
      [
        (site) => {
          for (let page = 2; page < 60; page++)
            site.answers.set(`${site.listingPath}index_${page}.html`, { body: listingOf(site, page) })
          site.answers.set(site.listingPath, { body: listingOf(site, 1) })
        },
        [],
        { listed: 6, outcome: 'complete' },
      ],
    ],
  },
  {
    title: 'a list that grew while it was read loses no letter',
    letters: 40,
    steps: [
      [
        (site) => {
          const first = listingPage({
            columnName: '政协提案答复函公开文稿',
            entries: entriesOf(site).slice(0, 20),
            page: 1,
            pages: 2,
          })
          site.publish('20001', letterOf(60))
          site.answers.set(site.listingPath, { body: first })
        },
        [],
      ],
      [(site) => site.answers.clear(), ['letter.published 20001'], { listed: 41 }],
    ],
  },
])

/** Serves the listing with the addresses of its letters changed by `change`. */
const addressed = (change: (address: string) => string) => (site: LoopbackColumn) => {
  const entries = entriesOf(site).map((entry) => ({ ...entry, url: change(entry.url) }))
  const body = listingPage({ columnName: '政协提案答复函公开文稿', entries, page: 1, pages: 1 })
  site.answers.set(site.listingPath, { body })
}
scenarios('addresses', [
  {
    title: 'with a session id, another in each crawl, are those of the same letters',
    steps: [
      [addressed((address) => `${address};jsessionid=0A1B2C.node1`), [], { outcome: 'complete', listed: 6 }],
      [addressed((address) => `${address};jsessionid=FFEE00.node2`), [], { outcome: 'complete', listed: 6 }],
    ],
  },
])

scenarios('a crawl with too many changes', [
  {
    title: 'is held with one notice; later events of other letters are announced',
    letters: 20,
    settings: { hold: { share: 0.25, count: 4 } },
    steps: [
      [
        (site) => {
          for (let index = 1; index <= 6; index++)
            site.edit(String(10_000 + index), (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
        },
        [
          'column.held',
          ...Array.from({ length: 6 }, () => expect.stringMatching(/^letter\.edited 1000\d substantive .*held$/) as string),
        ],
      ],
      [nothing, []],
      [
        (site) => site.edit('10015', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] })),
        [expect.stringMatching(/^letter\.edited 10015 substantive \S+$/) as string],
      ],
      [
        (site) => site.edit('10001', (was) => ({ ...was, body: [...was.body, '再拨付资金8亿元。'] })),
        [expect.stringMatching(/^letter\.edited 10001 .*held$/) as string],
      ],
    ],
  },
  {
    title: 'needs both its share and its count exceeded',
    letters: 6,
    settings: { hold: { share: 0.25, count: 4 } },
    steps: [
      [
        (site) => {
          for (let index = 1; index <= 4; index++)
            site.edit(String(10_000 + index), (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
        },
        Array.from({ length: 4 }, () => expect.stringMatching(/^letter\.edited 1000\d substantive \S+$/) as string),
      ],
    ],
  },
])

const entriesOf = (site: LoopbackColumn) =>
  site.listed.map((id) => ({
    url: site.urlOf(id),
    title: site.letters.get(id)?.title ?? '',
    publishedOn: site.letters.get(id)?.publishedOn ?? '',
  }))

const listingOf = (site: LoopbackColumn, page: number) =>
  listingPage({ columnName: '政协提案答复函公开文稿', entries: entriesOf(site), page, pages: 59 })
