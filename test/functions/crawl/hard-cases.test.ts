import { expect } from 'vitest'
import type { LoopbackColumn } from '../../loopback-column.ts'
import { SKINS } from '../../skins.ts'
import { type Scenario, scenarios } from './scenario.ts'
import { letterOf } from './scenario-letters.ts'

const nothing = () => undefined
const more = '另拨付资金7亿元。'
const edit = (site: LoopbackColumn, id: string) => site.edit(id, (was) => ({ ...was, body: [...was.body, more] }))
const edited = (id: string) => expect.stringMatching(new RegExp(`^letter\\.edited ${id} substantive`)) as string

/** Serves letter 10002 in the skin of known classes, with `body` where its body was. */
const bodyInstead = (site: LoopbackColumn, body: string) => {
  const html = SKINS.classes(letterOf(2)).replace(/(class="article-content"[^>]*>)[\s\S]*?(<\/div>)/, `$1<p>${body}</p>$2`)
  expect(html).toContain(body)
  site.skin = 'classes'
  site.answers.set(site.path('10002'), { body: html })
}

scenarios('moves back and possible moves', [
  {
    title: 'a move that is undone is a move back, and later edits of the letter are found',
    steps: [
      [
        (site) => {
          site.remove('10003', true)
          site.publish('30003', letterOf(3))
        },
        ['letter.moved 10003'],
      ],
      [
        (site) => {
          site.remove('30003', true)
          site.publish('10003', letterOf(3))
        },
        ['letter.moved 10003'],
      ],
      [(site) => edit(site, '10003'), [edited('10003')]],
    ],
  },
  {
    title: 'another letter at the former address of one that moved is a separate letter',
    steps: [
      [
        (site) => {
          site.remove('10003', true)
          site.publish('30003', letterOf(3))
        },
        ['letter.moved 10003'],
      ],
      [(site) => site.publish('10003', letterOf(44)), ['letter.published 10003-2']],
      [(site) => edit(site, '10003'), [edited('10003-2')]],
    ],
  },
  {
    title: 'the same text under another number is a separate letter',
    steps: [
      [(site) => site.remove('10003', false), ['letter.delisted 10003']],
      [
        (site) => site.publish('20001', { ...letterOf(3), title: letterOf(3).title.replace('20250003', '20259999') }),
        ['letter.published 20001'],
      ],
      [nothing, []],
    ],
  },
  {
    title: 'a letter that is listed at two addresses for a while is not withdrawn when the first is removed',
    steps: [
      [(site) => site.publish('30003', letterOf(3)), ['letter.published 30003']],
      [(site) => site.remove('10003', true), []],
      [nothing, []],
    ],
  },
  {
    title: 'a letter that moved and is also listed at its former address is one letter',
    steps: [
      [
        (site) => {
          site.remove('10003', true)
          site.publish('30003', letterOf(3))
        },
        ['letter.moved 10003'],
      ],
      [(site) => site.publish('10003', letterOf(3)), []],
      [nothing, []],
    ],
  },
])

scenarios('wrong counts of pages', [
  {
    title: 'a page that the pager names and that does not exist leaves nobody missing until the pager names it no more',
    letters: 5,
    steps: [
      [(site) => (site.pagesNamed = 3), [], { outcome: 'partial', listed: 5 }],
      [(site) => site.remove('10002', true), [], { outcome: 'partial' }],
      [(site) => (site.pagesNamed = undefined), ['letter.withdrawn 10002'], { outcome: 'complete' }],
    ],
  },
  {
    title: 'a second page that repeats the first makes no letter missing',
    letters: 25,
    steps: [
      [(site) => site.answers.set(`${site.listingPath}index_2.html`, site.page(1)), [], { outcome: 'partial' }],
      [nothing, [], { outcome: 'partial' }],
    ],
  },
  {
    title: 'a list with more pages than its pager names is read to its end',
    letters: 45,
    steps: [[(site) => (site.pagesNamed = 2), [], { outcome: 'complete', listed: 45 }]],
  },
  {
    title: 'a page that fails after the last named one makes no letter missing',
    letters: 25,
    steps: [
      [
        (site) => {
          site.pagesNamed = 1
          site.answers.set(`${site.listingPath}index_2.html`, { status: 500 })
        },
        [],
        { outcome: 'partial' },
      ],
    ],
  },
])

scenarios(
  'in the place of a letter',
  [
    '{{ detail.content }}',
    'java.lang.NullPointerException at cn.example.View.render(View.java:42)',
    '请登录后查看全文',
    '您查看的内容已被撤稿',
    '您的浏览器不支持JavaScript，请更换浏览器。',
    '因系统升级改造，本栏目暂停服务，敬请谅解。',
    '抱歉，您访问的内容需要登录后才能查看，请使用统一身份认证平台账号登录，如有疑问请拨打网站上的电话联系管理员。',
    '为优化网站内容建设，该信息已归档，如需查阅请前往历史信息归档库检索，或通过依申请公开渠道申请获取。',
    '您的浏览器版本过低，为了获得更好的浏览体验，建议您使用谷歌浏览器、火狐浏览器或者升级到最新版本后访问。',
    '您的请求疑似攻击行为，已被系统记录并拦截，如为误拦请将本页编号告知管理员。',
    '您要找的内容走丢了，看看其他精彩内容吧：</p><p>示例市推进低空经济发展</p><p>示例市举办科技活动周',
  ].map((body): Scenario => ({
    title: body,
    letters: 3,
    steps: [
      [(site) => bodyInstead(site, body), []],
      [(site) => site.answers.clear(), []],
    ],
  })),
)

scenarios(
  'a letter that consists of a file',
  (['meta', 'anchors', 'classes'] as const).map((skin): Scenario => {
    const file = (name: string) => [{ name, url: '/attachment/0/20/1/20001.pdf' }]
    return {
      title: `is published, and edited when another file replaces it (${skin})`,
      steps: [
        [
          (site) => {
            site.skin = skin
            site.publish('20001', { ...letterOf(60), body: [], attachments: file('答复函.pdf') })
          },
          ['letter.published 20001'],
          { outcome: 'complete' },
        ],
        [
          (site) => site.edit('20001', (was) => ({ ...was, attachments: file('答复函（修订）.pdf') })),
          ['letter.edited 20001 substantive attachment'],
        ],
        [nothing, [], { outcome: 'complete' }],
      ],
    }
  }),
)

scenarios('misleading answers', [
  {
    title: 'the page of another letter, as a mixed-up cache serves it, is no edit; a later edit of the letter is one',
    steps: [
      [
        (site) => {
          for (const id of ['10001', '10002']) site.answers.set(site.path(id), { body: SKINS.meta(letterOf(3)) })
        },
        [],
        { outcome: 'partial' },
      ],
      [
        (site) => {
          site.answers.clear()
          site.edit('10002', (was) => ({ ...was, body: [...was.body, '另安排资金2亿元。'] }))
        },
        [edited('10002')],
        { outcome: 'complete' },
      ],
    ],
  },
  {
    title: 'one text that was published twice is edited twice, in one crawl or in two, and both edits may be undone',
    steps: [
      [
        (site) => {
          site.publish('20001', letterOf(50))
          site.publish('20002', letterOf(50))
        },
        ['letter.published 20002', 'letter.published 20001'],
      ],
      [(site) => edit(site, '20001'), [edited('20001')]],
      [(site) => edit(site, '20002'), [edited('20002')], { outcome: 'complete' }],
      [(site) => site.edit('20002', () => letterOf(50)), [edited('20002')], { outcome: 'complete' }],
      [(site) => site.edit('20001', () => letterOf(50)), [edited('20001')], { outcome: 'complete' }],
    ],
  },
  {
    title: 'a letter that redirects and has a relative image is edited once, and stops no crawl',
    steps: [
      [
        (site) => {
          const target = '/gkmlpt/content/0/10/post_10002.html'
          site.answers.set(site.path('10002'), { status: 302, headers: { location: target } })
          site.answers.set(target, { body: SKINS.meta(letterOf(2)).replace('</p>', '</p><p><img src="images/1.png"></p>') })
        },
        [edited('10002')],
      ],
      [nothing, []],
    ],
  },
  {
    title: 'a cookie that a redirect to the same page sets is sent, and the letter is read',
    steps: [
      [
        (site) => {
          const html = SKINS.meta(letterOf(2))
          site.answers.set(site.path('10002'), (request, response) => {
            if (request.headers.cookie?.includes('seen=1')) response.writeHead(200, { 'content-type': 'text/html' }).end(html)
            else response.writeHead(302, { location: request.url, 'set-cookie': 'seen=1; path=/' }).end()
          })
        },
        [],
        { outcome: 'complete' },
      ],
    ],
  },
  {
    title: 'a 304 to a request without conditions is unreadable',
    steps: [
      [(site) => site.answers.set(site.path('10002'), { status: 304 }), [], { outcome: 'partial' }],
      [(site) => site.answers.clear(), [], { outcome: 'complete' }],
    ],
  },
  {
    title: 'a body that is cut short in a complete page is not an edit',
    steps: [
      [
        (site) => {
          const html = SKINS.meta(letterOf(2))
          site.answers.set(site.path('10002'), { body: `${html.slice(0, html.indexOf('zoomed') + 900)}</body></html>` })
        },
        [],
      ],
    ],
  },
  {
    title: 'a Retry-After of a century is a day, and stops no crawl',
    steps: [
      [
        (site) => site.answers.set(site.path('10002'), { status: 429, headers: { 'retry-after': '99999999999999' } }),
        [],
        { outcome: 'partial' },
      ],
    ],
  },
])
