import type { VersionEntry } from '../entry.ts'
import type { FoundFigure } from '../findings/figures.ts'
import type { Findings } from '../findings/findings.ts'
import { type Commitment, commitmentRule } from '../findings/promises.ts'
import type { SiteState, SiteLetter, HistoryStep } from '../ledger/site-state.ts'
import type { Letter } from '../letter.ts'
import {
  changePath,
  columnPath,
  ledgerPageOf,
  ledgerPath,
  letterFilePath,
  letterPath,
  linkTo,
  RULES_PATH,
  type TextFile,
} from '../record.ts'
import { labelOf, LETTER_STATES } from '../render/labels.ts'
import { type Content, type Markup, markup } from '../render/markup.ts'
import { pageFile } from './document.ts'
import { bilingual, both, bothParagraphs, bothQuoting, facts, instant, outsideLink, quoting, served } from './elements.ts'
import { evidenceBox, type EvidentEntry, type RawPage } from './evidence.ts'
import { letterText } from './letter-text.ts'
import { promiseAnchor } from './rules-page.ts'

/** What the page shows beside the text: what was found in it, the entry of the delisting or withdrawal, and whether the raw page is published. */
export type LetterPageParts = { found: Findings; gone?: EvidentEntry | undefined; raw?: RawPage | undefined }

/** The page of a letter: its current text as served, and its history. `entry` is the one that carries the text. */
export function letterPage(
  book: SiteState,
  postId: string,
  letter: SiteLetter,
  entry: VersionEntry,
  { found, gone, raw }: LetterPageParts,
  publicUrl: string,
): TextFile {
  const path = letterPath(book.column, postId)
  const { content } = entry.data
  return pageFile({
    path,
    title: `${letter.title} · letterwatch`,
    description: `${book.opened.authority}《${letter.title}》的当前内容、历次版本与证据。`,
    crumbs: [{ name: served(book.opened.name), path: columnPath(book.column) }, { name: served(letter.title) }],
    publicUrl,
    feeds: [{ path: `${book.column}/feed`, title: book.opened.name }],
    body: markup`<h1 lang="zh-CN">${letter.title}</h1>
${stateNotice(letter, gone !== undefined)}${heldNotice(book, postId)}
${letterFacts(letter, content, linkTo(letterFilePath(book.column, postId), path))}
<section aria-labelledby="versions"><h2 id="versions">${both('变动记录', 'History')}</h2>
<ol class="steps" reversed>
${letter.history.toReversed().map((step) => stepLine(step, book.column, postId, path))}</ol></section>
${promiseList(found.promises, path)}<section aria-labelledby="text"><h2 id="text">${letter.presence === 'withdrawn' ? both('最后读到的内容', 'Text as last read') : both('当前内容', 'Current text')}</h2>
${letterText(content)}</section>
${figureList(found)}${gone && goneBox(gone, letter, path)}${evidenceBox(entry, path, raw)}`,
  })
}

function stateNotice({ presence, history }: SiteLetter, hasEvidence: boolean): Content {
  if (presence === 'listed') return undefined
  const { notice, noticeEn } = LETTER_STATES[presence]
  const evidence = (name: string) => hasEvidence && markup`<a href="#left">${name}</a>`
  const since = history.findLast(({ missingSince }) => missingSince !== undefined)?.missingSince
  return markup`<section class="notice" role="note"><p class="zh"><strong>${notice}</strong>${since !== undefined && markup`自 ${instant(since)} 起不在列表中。`}以下为最后一次读到的内容。${evidence('查看证据')}</p>
<p lang="en"><strong>${noticeEn}</strong>${since !== undefined && markup` Not on the list since ${instant(since)}.`} The text below is the last one read. ${evidence('See the evidence')}</p></section>`
}

/** The evidence of the delisting or the withdrawal. */
function goneBox(gone: EvidentEntry, { presence }: SiteLetter, from: string): Markup {
  const title =
    presence === 'withdrawn'
      ? both('撤下的证据', 'Evidence of the withdrawal')
      : both('移出列表的证据', 'Evidence of the delisting')
  return evidenceBox(gone, from, undefined, { id: 'left', title })
}

function heldNotice({ held }: SiteState, postId: string): Content {
  if (!held.some((turn) => turn.postId === postId)) return undefined
  return markup`<section class="notice" role="note"><p>${both('另有变动待人工核实，暂不显示。', 'Another change is waiting for a manual check and is not shown yet.')}</p></section>`
}

function letterFacts(letter: SiteLetter, content: Letter, file: string): Markup {
  return facts([
    ['编号', 'Number', served(content.number)],
    ['届次', 'Session', served(content.session)],
    ['发布日期', 'Date of publication', content.publishedOn],
    ['信息来源', 'Source', served(content.source)],
    ['答复对象', 'Addressee', served(content.addressee)],
    ['落款单位', 'Signed by', served(content.signedBy)],
    ['落款日期', 'Date of signing', content.signedOn],
    ['状态', 'Status', bilingual(LETTER_STATES[letter.presence].label)],
    ['原网页', 'Original page', outsideLink(letter.url)],
    ['机器可读', 'Machine-readable', markup`<a href="${file}">letter.json</a> · <a href="timemap.link">TimeMap</a>`],
  ])
}

function stepLine(step: HistoryStep, column: string, postId: string, from: string): Markup {
  const ledger = linkTo(ledgerPath(column, ledgerPageOf(step.sequence)), from)
  const kind = step.discarded ? 'discarded' : (step.significance ?? '')
  return markup`<li class="step ${kind}">${instant(step.at)} <span class="what">${bilingual(labelOf(step))}</span> ${stepVersion(step, column, postId, from)} <a class="entry" href="${ledger}">${both('台账', 'Ledger')} ${column}/${step.sequence}</a>${stepDetails(step)}</li>
`
}

function stepVersion({ version, text, discarded }: HistoryStep, column: string, postId: string, from: string): Content {
  const name = both(`第 ${version} 版`, `Version ${version}`)
  if (discarded) return [name, both('（经人工核实，未予采用）', '(rejected after a manual check)')]
  return text && markup`<a href="${linkTo(changePath(column, postId, version), from)}">${name}</a>`
}

function stepDetails({ discarded, summary, summaryEn = '', movedFrom }: HistoryStep): Content {
  if (discarded) return undefined
  const before = movedFrom !== undefined && markup`<p>${both('原网址：', 'Previous address: ')}${outsideLink(movedFrom)}</p>`
  return [summary !== undefined && markup`<p>${bothQuoting(summary, summaryEn)}</p>`, before]
}

/** The promises of a letter: each sentence with its wording, deadline, the offices it names, and the rule that found it. */
function promiseList(promises: Commitment[], from: string): Markup | undefined {
  if (promises.length === 0) return undefined
  const rules = (name: string) => markup`<a href="${linkTo(RULES_PATH, from)}#promise-rules">${name}</a>`
  return markup`<section aria-labelledby="promises"><h2 id="promises">${both('承诺事项', 'Promises')}</h2>
<div class="small">${bothParagraphs(
    markup`由程序按${rules('公开规则')}自动识别，可能有遗漏。`,
    markup`Found automatically by ${rules('published rules')}; some promises may be missing.`,
  )}</div>
<ol class="promises">
${promises.map((promise) => promiseItem(promise, from))}</ol></section>
`
}

function promiseItem({ sentence, verb, deadline, offices, documents, rule }: Commitment, from: string): Markup {
  const { says } = commitmentRule(rule)
  const link = markup`<a href="${linkTo(RULES_PATH, from)}#${promiseAnchor(rule)}">${both(says.zh, quoting(says.en))}</a>`
  return markup`<li><p lang="zh-CN">${sentence}</p>
${facts([
  ['承诺用语', 'Wording', served(verb)],
  ['期限', 'Deadline', deadline && dueTime(deadline)],
  ['机构', 'Offices', served(offices.join('、'))],
  ['文件', 'Documents', served(documents.join('、'))],
  ['识别规则', 'Rule', link],
])}</li>
`
}

function dueTime({ text, on }: NonNullable<Commitment['deadline']>): Content {
  return on === undefined ? served(text) : markup`<time datetime="${on}">${served(text)} (${on})</time>`
}

/** The figures of a letter, each with what it counts and its sentence, and the offices and documents that the letter names. */
function figureList({ figures, offices, documents }: Findings): Markup | undefined {
  if (figures.length + offices.length + documents.length === 0) return undefined
  return markup`<section aria-labelledby="figures"><h2 id="figures">${both('文中的数字与名称', 'Figures and names')}</h2>
${facts([
  ['提到的机构', 'Offices', served(offices.join('、'))],
  ['提到的文件', 'Documents', served(documents.join('、'))],
])}
${
  figures.length > 0 &&
  markup`<details><summary>${both(`数字 ${figures.length} 处`, figures.length === 1 ? '1 figure' : `${figures.length} figures`)}</summary>
<ul class="found">
${figures.map(figureLine)}</ul></details>`
}</section>
`
}

function figureLine({ text, of, sentence }: FoundFigure): Markup {
  return markup`<li lang="zh-CN"><strong>${of && `${of} `}${text}</strong> <q>${sentence}</q></li>
`
}
