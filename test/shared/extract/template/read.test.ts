import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { learnTemplate, type Sample } from '../../../../shared/extract/template/learn.ts'
import { readWithTemplate } from '../../../../shared/extract/template/read.ts'
import type { ColumnTemplate, ReadPins } from '../../../../shared/template.ts'
import type { Letter } from '../../../../shared/letter.ts'
import {
  BODIES,
  type BodyStyle,
  COLUMN_SKINS,
  type ColumnSkin,
  listingOf,
  madeLetter,
  type MadeLetter,
  opened,
  sampleOf,
  SITE,
  SKIN_NAMES,
  sourceOf,
} from './column-skins.ts'

const LETTERS = [1, 2, 3].map(madeLetter)
const UNSEEN = madeLetter(7)

type Change = (html: string, letter: MadeLetter) => string

function samplesOf(
  skin: ColumnSkin,
  letters: MadeLetter[] = LETTERS,
  style: BodyStyle = 'paragraphs',
  change: Change = (html) => html,
) {
  return letters.map((letter) => sampleOf(letter, change(sourceOf(skin, style, letter), letter)))
}

function learnedFrom(samples: Sample[], pins?: ReadPins): ColumnTemplate {
  const outcome = learnTemplate(samples, listingOf(LETTERS), pins)
  if (outcome.outcome === 'refused') throw new Error(`Cannot learn the template: ${outcome.why}`)
  return outcome.template
}

function letterOf(template: ColumnTemplate, { page, listed }: Sample): Letter {
  const outcome = readWithTemplate(page, template, listed)
  if (outcome.outcome !== 'read') throw new Error(`Cannot read ${listed.url}: ${outcome.why}`)
  return outcome.reading.letter
}

function textsOf(template: ColumnTemplate, sample: Sample): string[] {
  return letterOf(template, sample).paragraphs.map(({ text }) => text)
}

/** A line for each word that readers of phrases take for the end of a letter, or for its head. */
const FURNITURE_LIKE = [
  ...[
    '网站完成ICP备案核验。',
    '示公网安备 00000000000009号',
    '网站标识码：0000000009',
    '版权所有 示例市发展局',
    '主办单位：示例市教育局',
  ],
  ...[
    '相关政策：<a href="/zc/a.html">示例办法</a>',
    '相关链接',
    '分享到：微信 微博',
    '【打印本页】【关闭窗口】',
    '扫一扫在手机打开当前页',
  ],
  ...[
    '责任编辑：某某',
    '上一篇：关于某某的通知。',
    '来源：示例日报',
    '发布时间：2026-01-01',
    '您当前的位置：首页 > 公开',
    '浏览次数：12',
  ],
  ...[
    '附件：',
    '联系人：某某某',
    '字号：大 中 小',
    '2026-03-03',
    '（此件主动公开）',
    '抄送：示例市政府办公室',
    '系统繁忙，请稍后再试。',
  ],
]

describe.each(SKIN_NAMES)('in the skin %s', (skin) => {
  const template = learnedFrom(samplesOf(skin))

  test('a line that looks like furniture changes exactly that line, wherever it is between the first and the last', () => {
    for (const line of FURNITURE_LIKE)
      for (const at of [1, 3, 6, 7]) {
        const body = UNSEEN.body.toSpliced(at, 0, line)
        const texts = textsOf(template, sampleOf(UNSEEN, sourceOf(skin, 'paragraphs', { ...UNSEEN, body })))
        expect(texts).toEqual(UNSEEN.body.toSpliced(at, 0, line.replace(/<[^>]*>/g, '')))
      }
  })

  test('a sentence that is added to or removed from a letter changes exactly that sentence', () => {
    const sentence = fc.constantFrom(...FURNITURE_LIKE).map((text) => `${text.replace(/<[^>]*>|。/g, '')}，特此说明。`)
    const place = fc.integer({ min: 0, max: UNSEEN.body.length })
    fc.assert(
      fc.property(place, sentence, fc.integer({ min: 1, max: 6 }), (at, added, removed) => {
        const body = UNSEEN.body
          .filter((_, index) => index !== removed)
          .toSpliced(Math.min(at, UNSEEN.body.length - 1), 0, added)
        expect(textsOf(template, sampleOf(UNSEEN, sourceOf(skin, 'paragraphs', { ...UNSEEN, body })))).toEqual(body)
      }),
      { numRuns: 25 },
    )
  })

  test('furniture outside the letter changes nothing', () => {
    const before = letterOf(template, sampleOf(UNSEEN, sourceOf(skin, 'paragraphs', UNSEEN)))
    for (const line of [...FURNITURE_LIKE, '示例市今日要闻：全市重点工程相继开工，群众满意度提高。', '此复。'])
      for (const change of [
        (html: string) => html.replace('<body>', `<body><div class="top-notice"><p>${line}</p></div>`),
        (html: string) => html.replace('</body>', `<div class="float"><p>${line}</p></div></body>`),
      ])
        expect(letterOf(template, sampleOf(UNSEEN, change(sourceOf(skin, 'paragraphs', UNSEEN))))).toEqual(before)
  })

  test('a letter that is cut short anywhere is refused, or whole', () => {
    const html = sourceOf(skin, 'paragraphs', UNSEEN)
    const { paragraphs } = letterOf(template, sampleOf(UNSEEN, html))
    for (let share = 1; share < 60; share++) {
      const { page, listed } = sampleOf(UNSEEN, html.slice(0, Math.floor((html.length * share) / 60)))
      const cut = readWithTemplate(page, template, listed)
      if (cut.outcome === 'read') expect(cut.reading.letter.paragraphs).toEqual(paragraphs)
      else expect(cut.outcome).toBe('unreadable')
    }
  })
})

describe('a template is learned', () => {
  test('where header fields are lines of one flat cell with the letter', () => {
    const flat: Change = (_, { title, day, source, body }) =>
      `<html><body><table><tr><td class="c">${title}<br>发布时间：${day}<br>来源：${source}<br>${body.join('<br>')}<br></td></tr></table></body></html>`
    const template = learnedFrom(samplesOf('trs', LETTERS, 'paragraphs', flat))
    const [sample] = samplesOf('trs', [UNSEEN], 'paragraphs', flat)
    if (sample !== undefined)
      expect(letterOf(template, sample)).toMatchObject({
        ...{ title: UNSEEN.title, publishedOn: UNSEEN.day, source: UNSEEN.source },
        paragraphs: UNSEEN.body.map((text) => ({ text })),
      })
  })

  test('beside notices and side bars whose sentences differ on every page', () => {
    const noticed: Change = (html, { number }) =>
      html.replace(
        /<\/body>/,
        `<div class="news"><h4>最新动态</h4><p>第${number}期：示例市召开重点工作调度会议，研究部署下一阶段任务，要求各部门抓好落实${number * 3}项。</p></div></body>`,
      )
    const template = learnedFrom(samplesOf('trs', LETTERS, 'paragraphs', noticed))
    expect(textsOf(template, sampleOf(UNSEEN, noticed(sourceOf('trs', 'paragraphs', UNSEEN), UNSEEN)))).toEqual(UNSEEN.body)
  })

  test('although a stray closing tag ends the element of one letter early, which is read whole', () => {
    const stray: Change = (html, { number }) => (number === 2 ? html.replace('<p>　　目前', '</div><p>　　目前') : html)
    const samples = samplesOf('hanweb', LETTERS, 'paragraphs', stray)
    const template = learnedFrom(samples)
    expect(template.letters).toMatchObject([{ body: '#zoom' }])
    expect(samples.map((sample) => textsOf(template, sample))).toEqual(LETTERS.map(({ body }) => body))
  })

  test('from letters that share all but two lines, closing and contact included', () => {
    const [model] = LETTERS
    const boilerplate = LETTERS.map((letter) => ({
      ...letter,
      body: (model?.body ?? []).map((text, at) => (at === 1 || at === 9 ? (letter.body[at] ?? '') : text)),
    }))
    const template = learnedFrom(samplesOf('inside', boilerplate, 'closingApart'))
    for (const letter of [...boilerplate, UNSEEN])
      expect(textsOf(template, sampleOf(letter, sourceOf('inside', 'closingApart', letter)))).toEqual(letter.body)
  })

  test('without ids and classes that name one letter', () => {
    expect(JSON.stringify(learnedFrom(samplesOf('perLetterIds')))).not.toMatch(/\d{3}/)
  })

  test('for two kinds of pages, the kind with more letters first, and each is read by its own', () => {
    const [more, fewer] = [[1, 2, 3, 4].map(madeLetter), [5, 6, 7].map(madeLetter)]
    const samples = [...samplesOf('sidebar', fewer), ...samplesOf('catalogue', more)]
    const template = learnedFrom(samples)
    expect(template).toMatchObject({ letters: [{ body: 'div.article-content' }, { body: 'div.txt' }], learnedFrom: 7 })
    expect(samples.map((sample) => textsOf(template, sample))).toEqual([...fewer, ...more].map(({ body }) => body))
  })

  test('and letters whose kind is too rare are named', () => {
    const samples = [...samplesOf('trs'), ...samplesOf('sidebar', [UNSEEN])]
    expect(learnTemplate(samples, undefined)).toMatchObject({
      outcome: 'learned',
      template: { learnedFrom: 3 },
      notes: [expect.stringContaining('#zoom'), `Too few letters of their kind to learn from: ${SITE}content/post_90007.html`],
    })
  })

  test('with pictures and files among the letters, which are kept', () => {
    const pictures = { ...madeLetter(4), body: ['<img src="/a/1.jpg">', '附件：<a href="/a/清单.pdf?token=1">清单.pdf</a>'] }
    const template = learnedFrom(samplesOf('sidebar', [...LETTERS, pictures]))
    expect(letterOf(template, sampleOf(pictures, sourceOf('sidebar', 'paragraphs', pictures)))).toMatchObject({
      paragraphs: [],
      images: ['https://fgj.shili.example/a/1.jpg'],
      attachments: [{ name: '清单.pdf' }],
    })
  })
})

describe('a page is read', () => {
  const template = learnedFrom(samplesOf('trs'))
  const html = sourceOf('trs', 'paragraphs', UNSEEN)

  test('with the listing’s title and day where it has none', () => {
    const bare = html
      .replace(/<h2.*?<\/h2>/, '')
      .replace(/<meta[^>]*>/g, '')
      .replace(/<span>发布日期.*?<\/span>/, '')
    expect(letterOf(template, sampleOf(UNSEEN, bare))).toMatchObject({ title: UNSEEN.title, publishedOn: UNSEEN.day })
  })

  test('with the day of publication, whatever other days are printed before it', () => {
    const others = html.replace(
      '<span>发布日期',
      '<span>更新时间：2026-11-11</span><span>成文日期：2025-01-01</span><span>发布日期',
    )
    expect(letterOf(template, sampleOf(UNSEEN, others)).publishedOn).toBe(UNSEEN.day)
  })

  test('with the title that it shows, whatever its meta tag has', () => {
    const title = '关于"一站式"服务提案答复的函'
    const quoted = sourceOf('trs', 'paragraphs', { ...UNSEEN, title })
    expect(letterOf(template, sampleOf({ ...UNSEEN, title }, quoted)).title).toBe(title)
  })

  test('without text that markup hides, which may change in every request', () => {
    const noise = ['font-size:0', 'visibility:hidden', 'display:none', 'position:absolute;left:-9999px', 'opacity:0']
      .map((style, at) => `<span style="${style}">随机文字${at}</span>`)
      .join('')
    expect(
      textsOf(
        template,
        sampleOf(
          UNSEEN,
          html.replace('贵会', () => `${noise}贵会`),
        ),
      ),
    ).toEqual(UNSEEN.body)
  })

  test('or is unreadable, with the selector that failed', () => {
    const { page, listed } = sampleOf(UNSEEN, html.replace('zoom', 'text'))
    expect(readWithTemplate(page, template, listed)).toEqual({
      outcome: 'unreadable',
      why: 'the selector for the body matches no element or too many: #zoom',
    })
    const empty = sampleOf(UNSEEN, COLUMN_SKINS.trs(UNSEEN, ''))
    expect(readWithTemplate(empty.page, template, empty.listed)).toEqual({
      outcome: 'unreadable',
      why: 'the body is empty: #zoom',
    })
  })

  test('or is gone, when the template has a notice in the letter’s place', () => {
    const notice = sampleOf(UNSEEN, COLUMN_SKINS.trs({ ...UNSEEN, title: '提示信息' }, '<p>您访问的页面不存在或已被删除。</p>'))
    expect(readWithTemplate(notice.page, template, notice.listed)).toMatchObject({ outcome: 'gone' })
  })
})

describe('what a letter encloses', () => {
  const template = learnedFrom(samplesOf('trs'))
  const enclosing = (html: string) => sampleOf(UNSEEN, COLUMN_SKINS.trs(UNSEEN, `${BODIES.paragraphs(UNSEEN.body)}${html}`))

  test.each([
    ['<iframe src="/pdf/web/viewer.html?file=%2Ffiles%2F1.pdf"></iframe>', '1.pdf', '/files/1.pdf'],
    ['<embed src="/files/2.pdf">', '2.pdf', '/files/2.pdf'],
    ['<object data="/files/3.pdf" title="答复函"></object>', '答复函', '/files/3.pdf'],
    ['<p><a href="/files/4.docx?token=a8&amp;t=17&amp;id=4">名单</a></p>', '名单', '/files/4.docx?id=4'],
  ])('%s is an attachment', (html, name, path) => {
    expect(letterOf(template, enclosing(html))).toMatchObject({
      paragraphs: UNSEEN.body.map((text) => ({ text })),
      attachments: [{ name, url: `https://fgj.shili.example${path}` }],
    })
  })

  test.each([
    '<img src="/blank.gif" data-lazy-src="/p/1.jpg">',
    '<img src="/blank.gif" data-original="/p/1.jpg?t=20261130">',
    '<picture><source srcset="/p/1.webp"><img srcset="/p/1.jpg 1x, /p/2.jpg 2x"></picture>',
  ])('%s is a picture', (html) => {
    expect(letterOf(template, enclosing(`<p>${html}</p>`)).images).toEqual(['https://fgj.shili.example/p/1.jpg'])
  })
})

describe('an operator’s selectors', () => {
  test('replace what was learned', () => {
    const pins = {
      body: '#zoom',
      title: 'h2.xl_title',
      published: '.xl_info > span',
      source: '.xl_info > span:nth-child(2)',
      remove: '.ad',
    }
    const template = learnedFrom(samplesOf('trs').slice(0, 1), pins)
    expect(template.letters).toEqual([
      {
        ...{ body: '#zoom', title: ['h2.xl_title'], remove: ['.ad'], tail: [] },
        published: [{ select: '.xl_info > span', label: '' }],
        source: [{ select: '.xl_info > span:nth-child(2)', label: '' }],
      },
    ])
    const read = letterOf(template, sampleOf(UNSEEN, sourceOf('trs', 'paragraphs', UNSEEN)))
    expect(read).toMatchObject({ title: UNSEEN.title, publishedOn: UNSEEN.day, source: UNSEEN.source })
    expect(read.paragraphs.map(({ text }) => text)).toEqual(UNSEEN.body)
  })

  test('are refused with their text when they match nothing, or are no selectors', () => {
    for (const body of ['div.absent', 'div[[']) {
      const learned = learnTemplate(samplesOf('trs'), undefined, { body })
      expect(learned.outcome === 'refused' && learned.why).toContain(body)
    }
  })
})

test('pages made to be slow are learned and read in moments', { timeout: 20_000 }, () => {
  const slow = [
    '<b>'.repeat(9_000),
    '<li><p>'.repeat(3_000),
    '<div>'.repeat(9_000),
    '<div class="a">x</div>'.repeat(6_000),
    '<p>2026-01-01</p>'.repeat(6_000),
    '<p>示例市发展局<br>2026年1月1日</p>'.repeat(2_000),
    `<div style="display:none">${'一。二。三。四。'.repeat(20_000)}</div>`,
    '<div style="font-size:0">'.repeat(9_000),
    '(联系人:'.repeat(40_000),
    '发布时间：'.repeat(40_000),
    '<a href="content/post_1.html">x</a>'.repeat(6_000),
  ]
  const template = learnedFrom(samplesOf('trs'))
  for (const filling of slow) {
    const samples = samplesOf('trs', LETTERS, 'paragraphs', (html) => html.replace('贵会', () => `${filling}贵会`))
    expect(learnTemplate(samples, listingOf(LETTERS)).outcome).toMatch(/learned|refused/)
    for (const { page, listed } of samples) expect(readWithTemplate(page, template, listed).outcome).toMatch(/read|unreadable/)
  }
})

/** Pages of real sites, which are kept beside the repository and not in it. */
const REAL_PAGES = join(import.meta.dirname, '../../../../../../shared/real-pages')

describe.runIf(existsSync(REAL_PAGES))('a page of a real site, with the text of three made-up letters', () => {
  test.each([
    [
      'cmse-trs.html',
      '载人航天工程全线备战空间站建造任务',
      '2021-01-05',
      /(<div class="TRS_Editor">)[^]*?(<\/div>\s*<p>\s*<\/p>\s*<\/div>|<\/div><\/div>\s*<)/,
    ],
    [
      'shanxi-trs.html',
      '山西品牌丝路行（南美站）正式启动',
      '2019-09-18',
      /(<div class="TRS_Editor">)[^]*?(<\/div><\/div>\s*<!-- \/Main text)/,
    ],
    [
      'zj-fgw-hanweb.html',
      '1-10月德清县固定资产投资结构趋稳趋优',
      '2016-11-22',
      /(<meta name="ContentStart">)[^]*?(<meta name="ContentEnd">)/,
    ],
  ])('%s is learned, and the page itself is read with its title and day', (file, title, day, text) => {
    const html = readFileSync(join(REAL_PAGES, file), 'utf8')
    const samples = LETTERS.map((letter) =>
      sampleOf(
        letter,
        html
          .replace(text, (_, before: string, after: string) => `${before}${BODIES.paragraphs(letter.body)}${after}`)
          .replaceAll(title, letter.title)
          .replaceAll(day, letter.day),
      ),
    )
    const outcome = learnTemplate(samples, undefined)
    if (outcome.outcome === 'refused') throw new Error(outcome.why)
    for (const [at, sample] of samples.entries()) expect(textsOf(outcome.template, sample)).toEqual(LETTERS[at]?.body)
    const listed = { postId: '1', url: `${SITE}content/1.html`, title }
    const read = letterOf(outcome.template, { page: opened(html, listed.url), listed })
    expect(read).toMatchObject({ title, publishedOn: day })
    const whole = read.paragraphs.map((paragraph) => paragraph.text).join('\n')
    expect(whole.length).toBeGreaterThan(150)
    expect(whole).not.toMatch(/打印|分享|扫一扫|版权所有|字号|上一篇|首页/)
  })

  test('mee-trs.html, a page whose texts were taken out, is learned from made-up ones', () => {
    const html = readFileSync(join(REAL_PAGES, 'mee-trs.html'), 'utf8')
    const samples = [...LETTERS, UNSEEN].map((letter) =>
      sampleOf(
        letter,
        html
          .replaceAll('{{title}}', letter.title)
          .replaceAll('{{date}}', letter.day)
          .replaceAll('{{source}}', letter.source)
          .replaceAll('{{body}}', BODIES.paragraphs(letter.body)),
      ),
    )
    const template = learnedFrom(samples.slice(0, 3))
    for (const [at, { title, day, source, body }] of [...LETTERS, UNSEEN].entries())
      for (const sample of samples.slice(at, at + 1)) {
        expect(letterOf(template, sample)).toMatchObject({ title, publishedOn: day, source })
        expect(textsOf(template, sample)).toEqual(body)
      }
  })
})
