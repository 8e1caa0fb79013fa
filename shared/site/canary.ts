import { CANARY, type Column } from '../column.ts'
import { isoInstant } from '../text/instant.ts'
import { recordAddress, type RecordFile } from '../record.ts'

/** Where the pages lie that are edited, in the record itself: whoever can read the record can crawl them. */
export const CANARY_SOURCE = `${CANARY}/source/`
const AUTHORITY = 'letterwatch'
const NAME = '自检专用（不是政府公开文稿） / self-test (no office publishes this)'
const MINUTE_MS = 60_000

/** The column that is edited every hour, in the record that is read at `publicUrl`. Its name says that it is a test wherever it stands. */
export function canaryColumn(publicUrl: string): Column {
  // No `new URL`: while a template is made the address is a place that deploying fills in.
  return { id: CANARY, name: NAME, authority: AUTHORITY, url: `${publicUrl.replace(/\/*$/, '')}/${CANARY_SOURCE}` }
}

/** The feed in which its edits come out. */
export const canaryFeed = (publicUrl: string): string => recordAddress(publicUrl, `${CANARY}/feed.json`)

/** The month of an instant, as its page is called: a page for each keeps the versions of one letter to some 700. */
export const monthOf = (at: Date): string => isoInstant(at).slice(0, 7).replace('-', '')

/** The month before. */
export function monthBefore(month: string): string {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(4))]
  return number === 1 ? `${year - 1}12` : String(Number(month) - 1)
}

/** Where the page of a month lies in the record. */
export const canaryPath = (month: string): string => `${CANARY_SOURCE}content/post_${month}.html`

/** The list of the pages of `months`, the newest first, and the first of them as it is edited at `now`. */
export function canaryPages([month = '', ...before]: string[], now: Date, publicUrl: string): RecordFile[] {
  return [
    { path: canaryPath(month), body: letterPage(month, minuteOf(now)) },
    { path: `${CANARY_SOURCE}index.html`, body: listingPage([month, ...before], publicUrl) },
  ]
}

/** The instant of the newest edit that `feed` tells of, wherever in it that stands. */
export function newestEditIn(feed: string): Date | undefined {
  const minutes = Array.from(feed.matchAll(/(\d{8})分钟/g), ([, minute]) => Number(minute))
  return minutes.length === 0 ? undefined : new Date(Math.max(...minutes) * MINUTE_MS)
}

/** Minutes since 1970: eight digits until the year 2160. */
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

/** Closed as letters are: so short a page without any of a letter's form would be taken for a notice. */
function letterPage(month: string, minute: number): string {
  const title = titleOf(month)
  return page(
    `<title>${title}</title><meta name="ArticleTitle" content="${title}"><meta name="PubDate" content="${dayOf(month)} 00:00"><meta name="ContentSource" content="${AUTHORITY}">`,
    `<h1>${title}</h1>
<div class="article-content">
<p>本页由 letterwatch 每小时自动修改一次，用来检查一处修改能否及时出现在订阅源里。这里没有任何机关的答复，也不是新闻。</p>
<p>This page is edited by letterwatch every hour, to see that an edit comes out of its feed in time. It is no reply of any office, and no news.</p>
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
