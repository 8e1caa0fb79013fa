import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Machine, openMachine } from '../../infra/local/machine.ts'
import type { CrawlReport } from '../../shared/crawl/report.ts'
import { carriesText, type Entry, type EntryOf } from '../../shared/entry.ts'
import { isEvent } from '../../shared/event.ts'
import type { Letter } from '../../shared/letter.ts'
import { Settings } from '../../shared/settings.ts'
import { withoutBlank } from '../../shared/text/normalize.ts'
import { AT_ONCE } from '../watching.ts'
import { type MadeLetter, paragraphsOf, picturesOf, withFigureEdited } from './letters.ts'
import { type MadeUpSite, startMadeUpSite } from './made-up-site.ts'
import type { Template } from './model.ts'

/** What is asked of every template, in the order of the crawls that answer it. */
export const CHECKS = [
  'list', 'pages', 'titles', 'dates', 'numbers', 'bodies', 'furniture', 'files',
  'ids', 'counters', 'edit', 'new', 'delisted', 'withdrawn', 'redesign', 'edit after',
] as const // prettier-ignore
type Check = (typeof CHECKS)[number]

/** What failed on a template, each with the reason; a check that is absent was passed. */
export type Score = { template: string; system: string; failed: Partial<Record<Check, string>>; ms: number }

/** The letters that the scenes change: two that are edited, and one that leaves. */
const EDITED = 2
const LEAVING = 5
const EDITED_AFTER = 7
/** The letter that is published while we watch. */
const NEW = 9

/** `short` puts what can happen at once into one crawl, for the tests. */
export type Form = 'whole' | 'short'

/** Watches a made-up site through its story, one crawl a scene, and scores what was read and what was told. */
export async function scoreTemplate(template: Template, form: Form): Promise<Score> {
  const startedAt = performance.now()
  const data = await mkdtemp(join(tmpdir(), 'letterwatch-template-'))
  const site = await startMadeUpSite(template)
  const machine = await openMachine(data, Settings.parse(AT_ONCE))
  try {
    const failed = await failuresOf(site, machine, form)
    return { template: template.name, system: template.system, failed, ms: Math.round(performance.now() - startedAt) }
  } finally {
    await machine.close()
    await site.close()
    await rm(data, { recursive: true })
  }
}

/** What one crawl came to: its report and the entries that it appended. */
type Crawled = { report: CrawlReport; entries: Entry[] }

async function failuresOf(site: MadeUpSite, machine: Machine, form: Form): Promise<Score['failed']> {
  const failed: Score['failed'] = {}
  const ledger = machine.archive.ledger(site.column.id)
  let sequence = 0
  const crawl = async (): Promise<Crawled> => {
    const { crawl: report } = await machine.crawl(site.column)
    const entries = await Array.fromAsync(ledger.entries(sequence + 1))
    sequence += entries.length
    site.state.crawl++
    return { report, entries }
  }

  const baseline = await crawl()
  Object.assign(failed, failedReading(site, baseline))
  if (baseline.entries.filter(carriesText).length === 0) return everything(`nothing was read: ${problemsIn(baseline)}`)

  // Each scene: the checks that it answers, what happens at the site, and what must be told, the newest letter first.
  const edit = (id: number) => site.edit(id, withFigureEdited)
  const figureOf = (wanted: number) => site.model.listed.find(({ id }) => id === wanted)?.figure
  const [figure, figureAfter] = [figureOf(EDITED), figureOf(EDITED_AFTER)]
  const scene = async (checks: Check[], expected: string[], ...happens: (() => unknown)[]): Promise<Crawled> => {
    for (const event of happens) event()
    const crawled = await crawl()
    const told = toldIn(site, crawled)
    const isRight = told.sort().join() === expected.sort().join()
    const why = `told [${told.join(', ')}] instead of [${expected.join(', ')}]; ${problemsIn(crawled)}`
    if (!isRight) for (const check of checks) failed[check] = why
    return crawled
  }
  const exactly = (check: Check, crawled: Crawled, sentence: MadeLetter['figure'] | undefined) => {
    const why = failed[check] ?? inexactness(crawled, sentence)
    if (why !== undefined) failed[check] = why
  }
  const isStill = (crawled: Crawled) => {
    if (crawled.report.listed < baseline.report.listed)
      failed.ids = `listed ${baseline.report.listed}, then ${crawled.report.listed}`
    if (crawled.entries.some(({ type }) => type === 'letter.moved')) failed.ids = 'letters moved that stayed where they were'
  }

  const [edited, published, delisted, withdrawn] = [
    `letter.edited ${EDITED}`,
    `letter.published ${NEW}`,
    `letter.delisted ${LEAVING}`,
    `letter.withdrawn ${LEAVING}`,
  ]
  const [change, publish, delist] = [() => edit(EDITED), () => site.publish(), () => site.delist(LEAVING)]
  if (form === 'short') {
    const all = await scene(['counters', 'edit', 'new', 'delisted'], [edited, published, delisted], change, publish, delist)
    isStill(all)
    exactly('edit', all, figure)
  } else {
    isStill(await scene(['counters'], []))
    exactly('edit', await scene(['edit'], [edited], change), figure)
    await scene(['new'], [published], publish)
    await scene(['delisted'], [delisted], delist)
  }
  const redress = () => (site.state.skin = 1)
  const after = `letter.edited ${EDITED_AFTER}`
  if (form === 'short') {
    await scene(['redesign'], [], redress)
    const all = await scene(
      ['withdrawn', 'edit after'],
      [withdrawn, after],
      () => site.removeUnlisted(),
      () => edit(EDITED_AFTER),
    )
    exactly('edit after', all, figureAfter)
  } else {
    await scene(['withdrawn'], [withdrawn], () => site.removeUnlisted())
    await scene(['redesign'], [], redress)
    exactly('edit after', await scene(['edit after'], [after], () => edit(EDITED_AFTER)), figureAfter)
  }
  return failed
}

function everything(why: string): Score['failed'] {
  return Object.fromEntries(CHECKS.map((check) => [check, why]))
}

function withoutUndefined(failed: { [check in Check]?: string | undefined }): Score['failed'] {
  return Object.fromEntries(Object.entries(failed).filter(([, why]) => why !== undefined))
}

/** What was announced, as `letter.edited 2`; what is held counts as told. */
function toldIn(site: MadeUpSite, { entries }: Crawled): string[] {
  return entries.filter(isEvent).flatMap((entry) => {
    if ('baseline' in entry.data && entry.data.baseline === true) return []
    const id = 'url' in entry.data ? (site.letterAt(entry.data.url)?.id ?? entry.data.url) : ''
    return [`${entry.type} ${id}`]
  })
}

function problemsIn({ report: { outcome, problems } }: Crawled): string {
  return `${outcome}: ${problems
    .slice(0, 2)
    .map(({ url, why }) => `${new URL(url).pathname}: ${why}`)
    .join('; ')}`
}

/** Why an edit was not told exactly: something else than the edited sentence is in its diff. */
function inexactness({ entries }: Crawled, figure: MadeLetter['figure'] | undefined): string | undefined {
  const edited = entries.find((entry): entry is EntryOf<'letter.edited'> => entry.type === 'letter.edited')
  if (edited === undefined || figure === undefined) return undefined
  const { sentence, before, after } = figure
  const changed = { added: '', removed: '' }
  let field = 'body'
  for (const span of edited.data.diff) {
    if (span.op === 'field') field = span.field
    if (span.op === 'moved' || span.op === 'left') return 'text moved'
    if (span.op !== 'added' && span.op !== 'removed') continue
    if (field !== 'body') return `${field} changed: ${span.text.slice(0, 60)}`
    changed[span.op] += withoutBlank(span.text)
  }
  const isExact = sentence.includes(changed.removed) && sentence.replace(before, after).includes(changed.added)
  return isExact && changed.removed !== ''
    ? undefined
    : `removed "${changed.removed.slice(0, 60)}", added "${changed.added.slice(0, 60)}"`
}

/** How the letters of the baseline were read. */
function failedReading(site: MadeUpSite, { report, entries }: Crawled): Score['failed'] {
  const { listed, facts } = site.model
  const versions = entries.filter(carriesText)
  const read = new Map(versions.map(({ data }) => [site.letterAt(data.url)?.id ?? data.url, data.content]))
  const missing = listed.filter(({ id }) => !read.has(id)).map(({ id }) => id)
  const strangers = [...read.keys()].filter((key) => typeof key === 'string')
  const isWhole =
    report.outcome === 'complete' && report.listed === listed.length && missing.length === 0 && strangers.length === 0
  const laterPages = listed.slice(facts.perPage).filter(({ id }) => missing.includes(id))
  const each = (compare: (letter: MadeLetter, content: Letter) => string | undefined): string | undefined =>
    listed
      .flatMap((letter) => {
        const content = read.get(letter.id)
        return content === undefined ? [`letter ${letter.id} was not read`] : (compare(letter, content) ?? [])
      })
      .at(0)
  return withoutUndefined({
    list: isWhole
      ? undefined
      : `${report.outcome}, listed ${report.listed} of ${listed.length}, missing [${missing.join()}], strangers [${strangers.join()}]; ${problemsIn({ report, entries })}`,
    pages: laterPages.length === 0 ? undefined : `letters of later pages are missing: ${laterPages.map(({ id }) => id).join()}`,
    titles: each((letter, { title }) => differing(letter.title, title)),
    dates: each((letter, { publishedOn }) => differing(letter.publishedOn, publishedOn)),
    numbers: each((letter, { number }) => differing(letter.number ?? 'none', number ?? 'none')),
    bodies: each((letter, content) => lostText(site.template, letter, content)),
    furniture: each((letter, content) => addedText(site.template, letter, content)),
    files: each((letter, content) => differingFiles(site.template, letter, content)),
  })
}

function differing(expected: string, actual = ''): string | undefined {
  return withoutBlank(expected) === withoutBlank(actual) ? undefined : `"${actual}" instead of "${expected}"`
}

/** The first paragraph of `letter` that was not read in its place. */
function lostText({ bodyAs }: Template, letter: MadeLetter, { paragraphs }: Letter): string | undefined {
  const written = paragraphsOf(letter).map(withoutBlank)
  const read = paragraphs.map(({ text }) => withoutBlank(text))
  if (bodyAs === 'text')
    return read.join('').includes(written.join('')) ? undefined : `letter ${letter.id}: the text is not there`
  let from = 0
  for (const text of written) {
    const at = read.indexOf(text, from)
    if (at < 0) return `letter ${letter.id}: lost "${text.slice(0, 40)}"`
    from = at + 1
  }
  return undefined
}

/** The first paragraph that was read and that nobody wrote; names of the letter's files may be there. */
function addedText({ bodyAs }: Template, letter: MadeLetter, { paragraphs }: Letter): string | undefined {
  const written = new Set(paragraphsOf(letter).map(withoutBlank))
  const isFile = (text: string) =>
    letter.files.reduce((rest, { name }) => rest.replace(withoutBlank(name), ''), text).replace(/附件[\d:：、.]*/g, '') === ''
  const read = paragraphs.map(({ text }) => withoutBlank(text))
  if (bodyAs === 'text') {
    const rest = read.join('').replace([...written].join(''), '')
    return rest === '' || rest === withoutBlank(letter.title) ? undefined : `letter ${letter.id}: added "${rest.slice(0, 40)}"`
  }
  const added = read.find((text) => !written.has(text) && !isFile(text))
  return added === undefined ? undefined : `letter ${letter.id}: added "${added.slice(0, 40)}"`
}

function differingFiles({ bodyAs }: Template, letter: MadeLetter, { attachments, images }: Letter): string | undefined {
  const pathOf = (url: string) => URL.parse(url)?.pathname ?? url
  const files = attachments.map(({ url }) => pathOf(url))
  if (bodyAs === 'text') return files.every((path) => path.endsWith('.pdf')) ? undefined : files.join()
  return (
    differing(letter.files.map(({ path }) => path).join(), files.join()) ??
    differing(picturesOf(letter).join(), images.map(pathOf).join())
  )
}
