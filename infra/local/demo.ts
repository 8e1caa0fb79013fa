import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDeps } from '../../functions/deliver/deps.ts'
import { addEndpoint } from '../../functions/deliver/register.ts'
import { Settings } from '../../shared/settings.ts'
import { eventOf, isEvent } from '../../shared/event.ts'
import { describeEvent } from '../describe-event.ts'
import { type Authority, startAuthority } from './demo/authority.ts'
import { INITIAL_LETTERS, FIGURE, NEW_ID, NEW_LETTER, TYPO, WITHDRAWN } from './demo/letters.ts'
import { startNewsroom } from './demo/newsroom.ts'
import { openMachine } from './machine.ts'
import { serveRecord } from './record-server.ts'
import { counted } from '../../shared/text/counted.ts'
import { endOnUncaught, UsageError } from '../errors.ts'

/** A withdrawal needs one crawl here instead of a day; the pauses are short because the site is the demo's own. */
const SETTINGS = { pauseMs: 20, confirmAfterMs: 100, trustValidatorsFor: '0s', withdrawal: { misses: 1, hours: 0 } }

endOnUncaught()
const values = readOptions()
const say = (text = '') => process.stdout.write(`${text}\n`)
const heading = (text: string) => say(process.stdout.isTTY ? `\n\x1b[1m${text}\x1b[0m` : `\n${text}`)

const data = await mkdtemp(join(tmpdir(), 'letterwatch-demo-'))
const server = await serveRecord(join(data, 'site'), values.exit ? 0 : Number(values.port))
let baseline = 0
const settings = Settings.parse({ ...SETTINGS, publicUrl: server.url.replace(/\/$/, '') })
const machine = await openMachine(data, settings)
const authority = await startAuthority(new Map(Object.entries(INITIAL_LETTERS)))
const newsroom = await startNewsroom()

heading(
  'A fictional office on this computer publishes its replies to fictional proposals. letterwatch crawls for the first time.',
)
await registerNewsroom()
await crawl(authority)

heading('The office publishes a letter.')
authority.letters.set(NEW_ID, NEW_LETTER)
await crawl(authority)

heading(`It changes a figure in another: ${FIGURE.before} becomes ${FIGURE.after}.`)
authority.correct(FIGURE)
await crawl(authority)

heading('It repairs a typo in a third.')
authority.correct(TYPO)
await crawl(authority)

heading('It takes a letter off the list and deletes its page.')
authority.letters.delete(WITHDRAWN)
await crawl(authority)

await printWhoReceivedWhat()
if (values.exit) {
  await end()
  heading(`Open the public record: ${join(data, 'site', 'index.html')}`)
} else {
  heading(`Open the public record: ${server.url}`)
  say(`All data of the demo: ${data}`)
  say('Ctrl-C stops it.')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end())
}

function readOptions() {
  try {
    return parseArgs({ options: { exit: { type: 'boolean', default: false }, port: { type: 'string', default: '8787' } } })
      .values
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause })
  }
}

async function registerNewsroom(): Promise<void> {
  const request = { url: newsroom.url, significance: 'substantive', allowPrivate: true, verify: false }
  const added = await addEndpoint(await openDeps(machine.ports), request)
  if (added.outcome !== 'added') throw new Error(`Cannot register the newsroom: ${added.outcome}`)
  newsroom.setSecret(added.secret)
}

/** Crawls once and prints what the crawl found. */
async function crawl({ column }: Authority): Promise<void> {
  const before = await machine.archive.ledger(column.id).head()
  const { crawl: report } = await machine.crawl(column)
  await machine.publish()
  await machine.deliverDue()
  if (report.baseline > 0) {
    baseline = report.baseline
    say(`${counted(baseline, 'letter')}: the baseline, recorded and shown in the record, not announced.`)
  }
  for await (const entry of machine.archive.ledger(column.id).entries(before.sequence + 1))
    if (isEvent(entry) && report.baseline === 0) say(describeEvent(eventOf(entry, settings.publicUrl), process.stdout.isTTY))
}

async function printWhoReceivedWhat(): Promise<void> {
  heading('Who received what')
  const feed = JSON.parse(await readFile(join(machine.folder.site, 'demo/feed.json'), 'utf8')) as { items: { title: string }[] }
  const substantive = JSON.parse(await readFile(join(machine.folder.site, 'demo/substantive.json'), 'utf8')) as {
    items: unknown[]
  }
  const mails = (await readdir(machine.folder.mail)).filter((name) => name.endsWith('.eml'))
  const announced = feed.items.slice(0, feed.items.length - baseline)
  say(
    `Feed readers (demo/feed.xml, feed.atom, feed.json): ${counted(feed.items.length, 'entry')}: ${baseline} of the baseline and these ${announced.length}`,
  )
  for (const { title } of announced) say(`  ${title}`)
  say(`  substantive.* has ${substantive.items.length} of them: cosmetic edits are left out`)
  say(`A newsroom's webhook for substantive events: ${counted(newsroom.received.length, 'delivery')}`)
  for (const { type, id, isSigned } of newsroom.received) say(`  ${type} ${id}, signature ${isSigned ? 'verified' : 'WRONG'}`)
  say(`A mailbox: ${counted(mails.length, 'message')} in ${machine.folder.mail}`)
}

async function end(): Promise<void> {
  await machine.close()
  await Promise.all([server.close(), authority.close(), newsroom.close()])
}
