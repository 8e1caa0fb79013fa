import { expect } from 'vitest'
import type { LoopbackColumn } from '../../loopback-column.ts'
import { SKINS } from '../../skins.ts'
import { scenarios } from './scenario.ts'
import { letterOf } from './scenario-letters.ts'

const nothing = () => undefined
const edited = (id: string, tags = '\\S+') =>
  expect.stringMatching(new RegExp(`^letter\\.edited ${id} \\S+ ${tags}$`)) as string

/** Serves a letter's page with `change` made to its HTML. */
const served = (site: LoopbackColumn, id: string, change: (html: string) => string) => {
  const letter = site.letters.get(id)
  if (letter) site.answers.set(site.path(id), { body: change(SKINS[site.skin](letter)) })
}

scenarios('no events', [
  {
    title: 'chrome, counters and related links changing',
    steps: [
      [(site) => served(site, '10002', (html) => html.replace('</body>', '<div>浏览次数：<span>1024</span></div></body>')), []],
      [
        (site) =>
          served(site, '10002', (html) =>
            html.replace(
              '</body>',
              '<div>浏览次数：<span>1025</span></div><div class="xg"><h3>相关链接</h3><a href="/a">另一篇</a></div></body>',
            ),
          ),
        [],
      ],
      [(site) => site.answers.clear(), []],
    ],
  },
  {
    title: 'three templates one after another',
    steps: [
      [(site) => (site.skin = 'anchors'), []],
      [(site) => (site.skin = 'classes'), []],
      [(site) => (site.skin = 'meta'), []],
    ],
  },
  {
    title: 'spaces, no-break spaces and invisible characters',
    steps: [
      [
        (site) =>
          site.edit('10002', (was) => ({
            ...was,
            body: was.body.map((text) => ` \u3000${text.replace('建议', '建\u200b议')} `),
          })),
        [],
      ],
      [(site) => site.edit('10002', (was) => ({ ...was, body: ['', ...was.body, '\u00a0'] })), []],
    ],
  },
  {
    title: 'a page that alternates between two texts is not announced',
    steps: [
      [
        (site) => {
          const letter = letterOf(2)
          const texts = [letter, { ...letter, body: [...letter.body, '另拨付资金7亿元。'] }]
          let requests = 0
          site.answers.set(site.path('10002'), (_, response) => {
            requests++
            response
              .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
              .end(SKINS.meta(texts[requests % 2] ?? letter))
          })
        },
        [],
      ],
      [nothing, []],
      [(site) => site.answers.clear(), []],
    ],
  },
])

scenarios('events', [
  {
    title: 'an edit is found once; its reversal is an event, with the version to which it returns',
    steps: [
      [
        (site) => site.edit('10002', (was) => ({ ...was, body: was.body.map((text) => text.replace('26万元', '96万元')) })),
        [edited('10002', 'figure')],
      ],
      [nothing, []],
      [(site) => site.letters.set('10002', letterOf(2)), [edited('10002', 'figure,reverted')]],
      [nothing, []],
    ],
  },
  {
    title: 'an edit with the same Last-Modified is silent, and found although the validators have not changed',
    settings: { trustValidatorsFor: '0s' },
    steps: [
      [(site) => withDate(site, '10002', 'Mon, 02 Jun 2025 08:00:00 GMT'), []],
      [
        (site) => {
          site.edit('10002', (was) => ({ ...was, body: was.body.map((text) => text.replace('26万元', '96万元')) }))
          withDate(site, '10002', 'Mon, 02 Jun 2025 08:00:00 GMT')
        },
        [edited('10002', 'figure,silent')],
      ],
    ],
  },
  {
    title: 'with trusted validators pages are not fetched again, and an edit with new validators is found',
    settings: { trustValidatorsFor: '72h' },
    steps: [
      [(site) => withDate(site, '10002', 'Mon, 02 Jun 2025 08:00:00 GMT'), []],
      [nothing, []],
      [
        (site) => {
          site.edit('10002', (was) => ({ ...was, body: was.body.map((text) => text.replace('26万元', '96万元')) }))
          withDate(site, '10002', 'Tue, 03 Jun 2025 08:00:00 GMT')
        },
        [edited('10002', 'figure')],
      ],
    ],
  },
  {
    title: 'a letter marked 文件已失效 is edited, and tagged so',
    steps: [[(site) => site.edit('10002', (was) => ({ ...was, status: '文件已失效' })), [edited('10002', 'status')]]],
  },
  {
    title: 'several letters of one crawl, each once',
    steps: [
      [
        (site) => {
          site.publish('20001', letterOf(60))
          site.edit('10001', (was) => ({ ...was, body: was.body.map((text) => text.replace('13万元', '93万元')) }))
          site.remove('10003', true)
        },
        ['letter.published 20001', 'letter.withdrawn 10003', edited('10001', 'figure')].sort(() => 0),
      ],
      [nothing, []],
    ],
  },
])

/** Serves a letter's page with a Last-Modified, and 304 to requests with that date. */
function withDate(site: LoopbackColumn, id: string, date: string): void {
  const letter = site.letters.get(id)
  if (!letter) return
  site.answers.set(site.path(id), (request, response) => {
    if (request.headers['if-modified-since'] === date) response.writeHead(304).end()
    else
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'last-modified': date })
        .end(SKINS[site.skin](letter))
  })
}
