import { PROMISE_CHANGES } from '../diff/promise-statement.ts'
import { periodOf, type RecordedPromise, UNDATED } from '../findings/recorded-promise.ts'
import type { ColumnSummary, SiteState } from '../ledger/site-state.ts'
import { changePath, letterPath, linkTo, PROMISES_PATH, RULES_PATH, type TextFile } from '../record.ts'
import { type Content, type Markup, markup } from '../render/markup.ts'
import { pageFile } from './document.ts'
import { bilingual, both, served } from './elements.ts'

const MAX_PROMISES_A_PAGE = 300

/** The page of a part of a column's promises for one period. */
function promisesPath(column: string, period: string, part: number): string {
  return `${column}/promises/${period}${part > 1 ? `-${part}` : ''}.html`
}

function periodName(period: string): Markup {
  return period === UNDATED ? both('无明确期限', 'No clear deadline') : both(`${period} 年`, period)
}

/** The page that links to the promises of every column, by the years in which they are due. */
export function promisesPage(cards: ColumnSummary[], publicUrl: string): TextFile {
  return pageFile({
    path: PROMISES_PATH,
    title: '承诺 Promises · letterwatch',
    description: '答复函中承诺要做的事项，按期限排列，并注明后续版本是否改动。',
    crumbs: [],
    publicUrl,
    body: markup`<h1>${both('承诺', 'Promises')}</h1>
<p class="intro zh">答复函中承诺要做的事项，按期限排列，并注明后续版本是否改动。由程序按<a href="${linkTo(RULES_PATH, PROMISES_PATH)}#promise-rules">公开规则</a>自动识别，可能有遗漏；是否兑现，请自行核实。</p>
<p class="intro" lang="en">What the letters promise, by deadline, and whether a later version changed it. Found automatically by <a href="${linkTo(RULES_PATH, PROMISES_PATH)}#promise-rules">published rules</a>; some promises may be missing. Whether a promise was kept is for you to check.</p>
${cards.map((card) => columnPeriods(card, PROMISES_PATH))}`,
  })
}

function columnPeriods({ column, opened, promises }: ColumnSummary, from: string): Markup {
  const periods = Object.entries(promises).sort(([a], [b]) => (a < b ? -1 : 1))
  const links = periods.map(
    ([
      period,
      count,
    ]) => markup`<li><a href="${linkTo(promisesPath(column, period, 1), from)}">${periodName(period)}</a> <span class="count">${count}</span></li>
`,
  )
  return markup`<section aria-labelledby="${column}"><h2 id="${column}">${served(opened.name)}</h2>
<p class="kicker">${served(opened.authority)}</p>
${links.length > 0 ? markup`<ul class="periods">\n${links}</ul>` : markup`<p>${both('未识别到承诺。', 'None found.')}</p>`}</section>
`
}

/** A promise and its letter. */
type Placed = { postId: string; title: string; publishedOn: string; promise: RecordedPromise }

/** The promises of a column in each of `periods`, by the last day on which they are due. */
export function* promisePages(book: SiteState, periods: Iterable<string>, publicUrl: string): Generator<TextFile> {
  const placed = Map.groupBy(promisesOf(book), ({ promise }) => periodOf(promise))
  for (const period of [...periods].sort()) {
    const due = (placed.get(period) ?? []).sort(soonestFirst)
    const parts = Math.max(1, Math.ceil(due.length / MAX_PROMISES_A_PAGE))
    for (let part = 1; part <= parts; part++)
      yield periodPage(
        book,
        { period, part, parts },
        due.slice((part - 1) * MAX_PROMISES_A_PAGE, part * MAX_PROMISES_A_PAGE),
        publicUrl,
      )
  }
}

function promisesOf({ letters }: SiteState): Placed[] {
  return Object.entries(letters).flatMap(([postId, { title, publishedOn = '', promises }]) =>
    promises.map((promise) => ({ postId, title, publishedOn, promise })),
  )
}

/** By deadline, then by the day of the letter, then by post id, which grows with time; the promises of one letter keep their order. */
function soonestFirst(a: Placed, b: Placed): number {
  const [dayA, dayB] = [`${a.promise.on ?? ''} ${a.publishedOn}`, `${b.promise.on ?? ''} ${b.publishedOn}`]
  if (dayA !== dayB) return dayA < dayB ? -1 : 1
  return a.postId.length - b.postId.length || (a.postId < b.postId ? -1 : a.postId > b.postId ? 1 : 0)
}

type Place = { period: string; part: number; parts: number }

function periodPage({ column, opened }: SiteState, place: Place, due: Placed[], publicUrl: string): TextFile {
  const { period, part, parts } = place
  const path = promisesPath(column, period, part)
  return pageFile({
    path,
    title: `${period === UNDATED ? '无明确期限的承诺' : `${period} 年到期的承诺`} · ${opened.name} · letterwatch`,
    description: `${opened.authority}“${opened.name}”栏目答复函中的承诺：${due.length} 项。`,
    crumbs: [{ name: both('承诺', 'Promises'), path: PROMISES_PATH }, { name: periodName(period) }],
    publicUrl,
    body: markup`<p class="kicker" lang="zh-CN">${opened.authority} · ${opened.name}</p>
<h1>${period === UNDATED ? both('无明确期限的承诺', 'Promises without a clear deadline') : both(`${period} 年到期的承诺`, `Promises due in ${period}`)}</h1>
${partLinks(column, place, parts, path)}<ol class="promises">
${due.map((one) => promiseLine(one, column, path))}</ol>`,
  })
}

function partLinks(column: string, { period, part }: Place, parts: number, from: string): Content {
  if (parts === 1) return undefined
  const links = Array.from({ length: parts }, (_, index) => {
    const here = index + 1 === part && markup` aria-current="page"`
    return markup`<li><a href="${linkTo(promisesPath(column, period, index + 1), from)}"${here}>${index + 1}</a></li>`
  })
  return markup`<nav aria-label="分页 Pages"><ul class="years">${links}</ul></nav>
`
}

function promiseLine({ postId, title, promise }: Placed, column: string, from: string): Markup {
  const { sentence, deadline, on, changed } = promise
  const due =
    on === undefined
      ? served(deadline)
      : markup`<time datetime="${on}">${on}</time> <span class="note" lang="zh-CN">${deadline}</span>`
  const text = changed?.kind === 'dropped' ? markup`<del>${sentence}</del>` : sentence
  return markup`<li><p class="kicker">${due}</p>
<p lang="zh-CN">${text}</p>
${changed && changeNote(changed, linkTo(changePath(column, postId, changed.version), from))}<p class="small"><a lang="zh-CN" href="${linkTo(letterPath(column, postId), from)}">${title}</a></p></li>
`
}

function changeNote({ kind, version, before }: NonNullable<RecordedPromise['changed']>, href: string): Markup {
  const previous =
    before !== undefined &&
    markup`<p class="small">${both('修改前：', 'Before: ')}<del lang="zh-CN">${before}</del></p>
`
  return markup`<p><span class="what">${bilingual(PROMISE_CHANGES[kind])}</span> <a href="${href}">${both(`第 ${version} 版`, `Version ${version}`)}</a></p>
${previous}`
}
