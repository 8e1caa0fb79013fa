import type { Command } from 'commander'
import { type Column, ConfiguredColumn } from '../../../shared/column.ts'
import { CrawlReport } from '../../../shared/crawl/report.ts'
import type { Choice } from '../../../shared/extract/preview/propose-column.ts'
import { visible } from '../../../shared/text/escape.ts'
import { wrap } from '../../../shared/text/wrap.ts'
import { counted } from '../../../shared/text/counted.ts'
import { UsageError } from '../../errors.ts'
import type { Installation } from '../../installation.ts'
import type { Machine } from '../../local/machine.ts'
import { addColumnTo } from '../configuration-file.ts'
import { type Session, withPossible, withVisitor } from '../session.ts'
import { validateAddress } from './words.ts'

export function addColumnCommand(program: Command): void {
  const column = program.command('column').description('columns: the lists that are watched')
  column
    .command('add')
    .argument('<url>', 'the address of the first page of the list')
    .description('reads a list and some of its letters, and adds it to the configuration')
    .option('--id <id>', 'its id in addresses, 1 to 32 of a-z, 0-9 and -; it can never be changed')
    .option('--name <name>', 'its name, as readers see it')
    .option('--authority <authority>', 'the office that publishes it')
    .action((url: string, chosen: Choice, command: Command) =>
      withVisitor(command, (session) => add(session, url, chosen, command.optsWithGlobals<{ config: string }>().config)),
    )
  column
    .command('list')
    .description('the columns with their last crawls')
    .action((_options: unknown, command: Command) => withPossible(command, list))
}

async function add(session: Session<Machine>, url: string, chosen: Choice, file: string): Promise<void> {
  validateAddress(url)
  validateChoice(chosen, url)
  refuseKnown(session.configuration.columns, url, chosen.id)
  // Loaded here: listing columns needs no parser.
  const { previewColumn } = await import('../preview/preview-column.ts')
  const { summarizePreview } = await import('../preview/describe-preview.ts')
  const { preview, column } = await previewColumn(session, url, chosen)
  const unread = preview.letters.flatMap((letter) => (letter.outcome === 'read' ? [] : [letter]))
  if (unread.length === preview.letters.length)
    throw new Error(
      `Cannot add ${url}: none of its letters can be read: ${unread[0]?.listed.url ?? url}: ${unread[0]?.why ?? ''}`,
    )
  await addColumnTo(file, column)
  session.answer({ column, file, preview })
  session.say(
    [
      `added to ${file}:`,
      ...(['id', 'name', 'authority', 'url'] as const).map((field) => visible(`  ${field.padEnd(13)}${column[field]}`)),
      '',
      summarizePreview(preview),
      '',
      `The name and the authority can be corrected in ${file},`,
      'the id can never be changed.',
      `Next: letterwatch crawl ${column.id}`,
      'The first complete crawl is the baseline: it is recorded, and not announced.',
    ].join('\n'),
  )
}

/** Names the option that is wrong, before anything is fetched. */
function validateChoice({ id, name, authority }: Choice, url: string): void {
  const column = { id: id ?? 'a', name: name ?? 'a', authority: authority ?? 'a', url }
  const [issue] = ConfiguredColumn.safeParse(column).error?.issues ?? []
  if (issue === undefined) return
  const field = String(issue.path[0])
  const value = JSON.stringify(column[field as keyof typeof column])
  throw new UsageError(
    `Cannot use the ${field} ${value}: it ${issue.code === 'too_small' ? 'must not be empty' : issue.message}`,
  )
}

function refuseKnown(columns: Column[], url: string, id: string | undefined): void {
  const same = columns.find((column) => placeOf(column.url) === placeOf(url))
  if (same) throw new UsageError(`Cannot add ${url}: the column ${same.id} has this address already`)
  if (columns.some((column) => column.id === id))
    throw new UsageError(`Cannot add ${url}: the id ${id ?? ''} is taken; choose another --id`)
}

/** The same list whatever its scheme, with or without the name of its first file. */
function placeOf(url: string): string {
  const { host, pathname, search, hash } = new URL(url)
  return `${host}${pathname.replace(/\/(?:index\.[a-z]{3,5})?$/i, '')}${search}${hash}`
}

/** A column with its last crawl; null before the first. */
type ListedColumn = Column & {
  lastCrawl: Pick<CrawlReport, 'outcome' | 'startedAt' | 'endedAt' | 'listed' | 'held' | 'problems'> | null
  lastCompleteAt: string | null
}

async function list({ installation, configuration, say, answer }: Session<Installation | undefined>): Promise<void> {
  const reports = await installation?.archive.reports.read()
  const complete = await installation?.archive.reports.lastComplete()
  const columns = configuration.columns.map((column): ListedColumn => {
    const report = CrawlReport.safeParse(reports?.get(column.id)?.report).data
    return { ...column, lastCrawl: report ? summaryOf(report) : null, lastCompleteAt: complete?.get(column.id) ?? null }
  })
  answer(columns)
  say(columns.map(describe).join('\n\n'))
}

function summaryOf({ outcome, startedAt, endedAt, listed, held, problems }: CrawlReport): ListedColumn['lastCrawl'] {
  return { outcome, startedAt, endedAt, listed, held, problems }
}

/** More problems than these are counted: a crawl prints them all. */
const MAX_PROBLEMS = 3

function describe({ id, name, authority, url, lastCrawl, lastCompleteAt }: ListedColumn): string {
  const about = [`${id}  ${name} · ${authority}`, `  ${url}`]
  if (lastCrawl === null) return [...about, `  not crawled yet: letterwatch crawl ${id}`].map(visible).join('\n')
  const { outcome, endedAt, listed, held, problems } = lastCrawl
  const counts = [counted(listed, 'letter'), ...(held > 0 ? [`${held} held`] : []), counted(problems.length, 'problem')]
  const before = outcome === 'complete' ? '' : lastCompleteAt === null ? '; never complete' : `; complete at ${lastCompleteAt}`
  const shown = problems
    .slice(0, MAX_PROBLEMS)
    .flatMap(({ url: at, outcome: came, why }) =>
      wrap(`${came}: ${at}: ${why}`, 74).map((line, nth) => `    ${nth === 0 ? '' : '  '}${line}`),
    )
  const more = problems.length > MAX_PROBLEMS ? [`    and ${problems.length - MAX_PROBLEMS} more`] : []
  return [...about, `  ${outcome} at ${endedAt}${before}`, `  ${counts.join(', ')}`, ...shown, ...more].map(visible).join('\n')
}
