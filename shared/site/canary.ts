import { CANARY, type Column } from '../column.ts'
import { isoInstant } from '../text/instant.ts'
import { recordAddress, type RecordFile } from '../record.ts'

/** The folder of the edited pages. They are in the record itself, so that they can be crawled wherever the record can be read. */
export const CANARY_SOURCE = `${CANARY}/source/`
const AUTHORITY = 'letterwatch'
const NAME = '自检专用（不是政府公开文稿） / self-test (not published by any office)'
const MINUTE_MS = 60_000

/** The column that letterwatch edits every hour, in the record at `publicUrl`. Its name says that it is a test. */
export function canaryColumn(publicUrl: string): Column {
  // No `new URL`: in a CDK template the address is a token that deploying replaces.
  return { id: CANARY, name: NAME, authority: AUTHORITY, url: `${publicUrl.replace(/\/*$/, '')}/${CANARY_SOURCE}` }
}

/** The feed in which its edits appear. */
export const canaryFeed = (publicUrl: string): string => recordAddress(publicUrl, `${CANARY}/feed.json`)

/** The month of an instant, as in the name of its page. One page a month limits a letter to some 700 versions. */
export const monthOf = (at: Date): string => isoInstant(at).slice(0, 7).replace('-', '')

/** The month before. */
export function monthBefore(month: string): string {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(4))]
  return number === 1 ? `${year - 1}12` : String(Number(month) - 1)
}

/** The page of a month. */
export const canaryPath = (month: string): string => `${CANARY_SOURCE}content/post_${month}.html`

/** The list of the pages of `months`, newest first, and the page of the first month as edited at `now`. */
export function canaryPages([month = '', ...before]: string[], now: Date, publicUrl: string): RecordFile[] {
  return [
    { path: canaryPath(month), body: letterPage(month, minuteOf(now)) },
    { path: `${CANARY_SOURCE}index.html`, body: listingPage([month, ...before], publicUrl) },
  ]
}

/** The instant of the newest edit in `feed`, wherever it occurs. */
export function newestEditIn(feed: string): Date | undefined {
  const minutes = Array.from(feed.matchAll(/(\d{8})分钟/g), ([, minute]) => Number(minute))
  return minutes.length === 0 ? undefined : new Date(Math.max(...minutes) * MINUTE_MS)
}

/** Minutes since 1970; eight digits until the year 2160. */
const minuteOf = (at: Date) => Math.floor(at.getTime() / MINUTE_MS)

const dayOf = (month: string) => `${month.slice(0, 4)}-${month.slice(4)}-01`
const titleOf = (month: string) => `letterwatch 自检页 ${dayOf(month).slice(0, 7)} / self-test page`

const page = (head: string, body: string) => `<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="robots" content="noindex"><meta name="SiteName" content="${AUTHORITY}">${head}</head>
<body>
${body}
</body>
</html>
`

/** With the closing of a letter: so short a page without it would be taken for a notice. */
function letterPage(month: string, minute: number): string {
  const title = titleOf(month)
  return page(
    `<title>${title}</title><meta name="ArticleTitle" content="${title}"><meta name="PubDate" content="${dayOf(month)} 00:00"><meta name="ContentSource" content="${AUTHORITY}">`,
    `<h1>${title}</h1>
<div class="article-content">
<p>本页由 letterwatch 每小时自动修改一次，用来检查一处修改能否及时出现在订阅源里。这里没有任何机关的答复，也不是新闻。</p>
<p>letterwatch edits this page every hour to test that an edit appears in its feed in time. It is neither a reply of an office nor news.</p>
<p>最近一次修改：自1970年起第${minute}分钟。</p>
<p>特此说明。</p>
</div>`,
  )
}

function listingPage(months: string[], publicUrl: string): string {
  const rows = months.map((month) => {
    const title = titleOf(month)
    return `<li><a href="${recordAddress(publicUrl, canaryPath(month))}" title="${title}">${title}</a><span>${dayOf(month)}</span></li>`
  })
  return page(
    `<title>${NAME}</title><meta name="ColumnName" content="${NAME}">`,
    `<h1>${NAME}</h1>\n<ul>\n${rows.join('\n')}\n</ul>`,
  )
}
