import type { FoundFigure } from '../findings/figures.ts'
import type { Findings } from '../findings/findings.ts'
import { type Commitment, commitmentRule } from '../findings/promises.ts'
import type { Letter } from '../letter.ts'
import type { RecordBook, RecordedLetter, Step } from '../ledger/site-state.ts'
import {
  changePath,
  ledgerPageOf,
  ledgerPath,
  letterFilePath,
  letterPath,
  promiseAnchor,
  RULES_PATH,
  type TextFile,
} from '../record.ts'
import { labelOf, STANDINGS } from '../render/labels.ts'
import { type Content, type Markup, markup } from '../render/markup.ts'
import { linkTo, pageFile } from './document.ts'
import { bilingual, both, bothParagraphs, bothQuoting, quoting, served } from './languages.ts'
import { letterText } from './letter-text.ts'
import { evidenceBox, type EvidentEntry, facts, instant, outsideLink, type Raw } from './parts.ts'
import type { VersionEntry } from './version.ts'

/** What a letter's page rests on besides its text: what was found in that, the entry that tells that the letter left, and what became of the raw page. */
export type Grounds = { found: Findings; gone?: EvidentEntry | undefined; raw?: Raw | undefined }

/** The page of a letter: its present text as served, and everything that happened to it. `entry` is the one that carries that text. */
export function letterPage(
  book: RecordBook,
  postId: string,
  letter: RecordedLetter,
  entry: VersionEntry,
  { found, gone, raw }: Grounds,
  publicUrl: string,
): TextFile {
  const path = letterPath(book.column, postId)
  const { content } = entry.data
  return pageFile({
    path,
    title: `${letter.title} · letterwatch`,
    description: `${book.opened.authority}《${letter.title}》的现有内容、历次版本与证据。`,
    crumbs: [{ name: served(book.opened.name), path: `${book.column}/index.html` }, { name: served(letter.title) }],
    publicUrl,
    feeds: [{ path: `${book.column}/feed`, title: book.opened.name }],
    body: markup`<h1 lang="zh-CN">${letter.title}</h1>
${standingNotice(letter, gone !== undefined)}${waitingNotice(book, postId)}
${letterFacts(letter, content, linkTo(letterFilePath(book.column, postId), path))}
<section aria-labelledby="versions"><h2 id="versions">${both('历次记录', 'History')}</h2>
<ol class="steps" reversed>
${letter.steps.toReversed().map((step) => stepLine(step, book.column, postId, path))}</ol></section>
${promiseList(found.promises, path)}<section aria-labelledby="text"><h2 id="text">${both(letter.standing === 'withdrawn' ? '最后读到的内容' : '现有内容', 'Text')}</h2>
${letterText(content)}</section>
${figureList(found)}${gone && leftBox(gone, letter, path)}${evidenceBox(entry, path, raw)}`,
  })
}

function standingNotice({ standing, steps }: RecordedLetter, hasEvidence: boolean): Content {
  if (standing === 'listed') return undefined
  const { notice, noticeEn } = STANDINGS[standing]
  const evidence = (name: string) => hasEvidence && markup`<a href="#left">${name}</a>`
  const since = steps.findLast(({ missingSince }) => missingSince !== undefined)?.missingSince
  return markup`<section class="notice" role="note"><p class="zh"><strong>${notice}</strong>${since !== undefined && markup`自 ${instant(since)} 起不再见于列表。`}以下是最后一次读到的内容。${evidence('当时所见')}</p>
<p lang="en"><strong>${noticeEn}</strong>${since !== undefined && markup` Not on the list since ${instant(since)}.`} ${evidence('What was seen')}</p></section>`
}

/** What was seen when the letter was found to have left. */
function leftBox(gone: EvidentEntry, { standing }: RecordedLetter, from: string): Markup {
  const title =
    standing === 'withdrawn'
      ? both('撤下的证据', 'Evidence of the withdrawal')
      : both('移出列表的证据', 'Evidence that it left the list')
  return evidenceBox(gone, from, undefined, { id: 'left', title })
}

function waitingNotice({ held }: RecordBook, postId: string): Content {
  if (!held.some((turn) => turn.postId === postId)) return undefined
  return markup`<section class="notice" role="note"><p>${both('另有变动待人工核实，核实前不在此显示。', 'Another change was found and waits to be checked; it is not shown before.')}</p></section>`
}

function letterFacts(letter: RecordedLetter, content: Letter, file: string): Markup {
  return facts([
    ['编号', 'Number', served(content.number)],
    ['届次', 'Session', served(content.session)],
    ['发布日期', 'Published', content.publishedOn],
    ['信息来源', 'Source', served(content.source)],
    ['致', 'To', served(content.addressee)],
    ['署名', 'Signed by', served(content.signedBy)],
    ['签署日期', 'Signed', content.signedOn],
    ['状态', 'State', bilingual(STANDINGS[letter.standing].label)],
    ['原网页', 'Original', outsideLink(letter.url)],
    ['机读版', 'For programs', markup`<a href="${file}">letter.json</a> · <a href="timemap.link">TimeMap</a>`],
  ])
}

function stepLine(step: Step, column: string, postId: string, from: string): Markup {
  const ledger = linkTo(ledgerPath(column, ledgerPageOf(step.sequence)), from)
  const kind = step.discarded ? 'discarded' : (step.significance ?? '')
  return markup`<li class="step ${kind}">${instant(step.at)} <span class="what">${bilingual(labelOf(step))}</span> ${stepVersion(step, column, postId, from)} <a class="entry" href="${ledger}">${both('台账', 'Ledger')} ${column}/${step.sequence}</a>${stepDetails(step)}</li>
`
}

function stepVersion({ version, text, discarded }: Step, column: string, postId: string, from: string): Content {
  const name = both(`第 ${version} 版`, `Version ${version}`)
  if (discarded) return [name, both('：经人工核实，不予采用', ': checked by a person and not taken')]
  return text && markup`<a href="${linkTo(changePath(column, postId, version), from)}">${name}</a>`
}

function stepDetails({ discarded, summary, summaryEn = '', movedFrom }: Step): Content {
  if (discarded) return undefined
  const before = movedFrom !== undefined && markup`<p>${both('原网址：', 'Before: ')}${outsideLink(movedFrom)}</p>`
  return [summary !== undefined && markup`<p>${bothQuoting(summary, summaryEn)}</p>`, before]
}

/** What a letter promises: each sentence with the word that commits, by when, who is named, and the rule that found it. */
export function promiseList(promises: Commitment[], from: string): Markup | undefined {
  if (promises.length === 0) return undefined
  const rules = (name: string) => markup`<a href="${linkTo(RULES_PATH, from)}#promise-rules">${name}</a>`
  return markup`<section aria-labelledby="promises"><h2 id="promises">${both('信中的承诺', 'Promises')}</h2>
<div class="small">${bothParagraphs(
    markup`按${rules('公开的规则')}从文字中找出，宁缺毋滥；未列出的也可能是承诺。`,
    markup`Found in the wording by ${rules('published rules')} that would rather miss one: what is not listed may be a promise too.`,
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
  ['用语', 'Word', served(verb)],
  ['期限', 'By', deadline && dueTime(deadline)],
  ['机构', 'Offices', served(offices.join('、'))],
  ['文件', 'Documents', served(documents.join('、'))],
  ['依据', 'Rule', link],
])}</li>
`
}

function dueTime({ text, on }: NonNullable<Commitment['deadline']>): Content {
  return on === undefined ? served(text) : markup`<time datetime="${on}">${served(text)} (${on})</time>`
}

/** The figures of a letter, each with what it counts and its sentence, and the offices and documents the letter names. */
export function figureList({ figures, offices, documents }: Findings): Markup | undefined {
  if (figures.length + offices.length + documents.length === 0) return undefined
  return markup`<section aria-labelledby="figures"><h2 id="figures">${both('信中的数字与名称', 'Figures and names')}</h2>
${facts([
  ['提到的机构', 'Offices', served(offices.join('、'))],
  ['提到的文件', 'Documents', served(documents.join('、'))],
])}
${
  figures.length > 0 &&
  markup`<details><summary>${both(`数字 ${figures.length} 处`, `Figures: ${figures.length}`)}</summary>
<ul class="found">
${figures.map(figureLine)}</ul></details>`
}</section>
`
}

function figureLine({ text, of, sentence }: FoundFigure): Markup {
  return markup`<li lang="zh-CN"><strong>${of && `${of} `}${text}</strong> <q>${sentence}</q></li>
`
}
