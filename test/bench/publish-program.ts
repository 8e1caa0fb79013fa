import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { openDynamoStore } from '../../functions/ports/store/dynamodb.ts'
import { openDatabase } from '../../functions/ports/sqlite/database.ts'
import { openSqliteStore } from '../../functions/ports/store/sqlite.ts'
import { openArchive } from '../../functions/archive/archive.ts'
import { openFolder } from '../../functions/ports/files/folder.ts'
import { openDeps } from '../../functions/publish/deps.ts'
import { clientAt, TABLE } from '../emulated-table.ts'
import { DEFAULT_PACE } from '../../functions/publish/publish-column.ts'
import { publish, rebuild } from '../functions/publish/publish.ts'
import { diffLetters } from '../../shared/diff/diff-letters.ts'
import { Settings } from '../../shared/settings.ts'
import type { Fact } from '../../shared/entry.ts'
import type { Letter } from '../../shared/letter.ts'
import { edited, opened, published } from '../shared/ledger/made-up-entries.ts'
import { madeUpParagraphs } from './made-up-text.ts'

/**
 * One step in FOLDER, in a process of its own: `make N` letters and their record, `edit LETTER VERSION` in the ledger alone, `publish`
 * what the ledger has, beginning no batch later than SECONDS when they are given, or `rebuild` it. Prints what was written. The table
 * is the one that the environment names, or else is in the folder.
 */
const [folder = '', step, ...numbers] = process.argv.slice(2)
const [first = 0, second = 0] = numbers.map(Number)
/** The endpoint of an emulated table, whose costs are counted. */
const { METERED_TABLE: endpoint } = process.env
const store =
  endpoint === undefined
    ? openSqliteStore(openDatabase(join(folder, 'letterwatch.db')))
    : openDynamoStore(TABLE, new DynamoDBClient(clientAt(endpoint)))
const archive = openArchive(store)
const ledger = archive.ledger('cppcc')

const LENGTH = 2500
const PAGE_BYTES = 34_000

function contentOf(index: number, money: string): Letter {
  const text = [...madeUpParagraphs(index, LENGTH), `我局今年安排资金${money}，支持虚构项目三十个。`]
  const title = `关于第${index}号提案答复的函`
  return { title, publishedOn: `${2015 + (index % 10)}-03-04`, signedOn: `${2015 + (index % 10)}-02-04`, attachments: [], images: [], status: [], damage: [], paragraphs: text.map((one) => ({ role: 'text', text: one })) } // prettier-ignore
}

async function append(fact: Fact, content?: Letter): Promise<void> {
  const head = await ledger.head()
  const whole = content && fact.type.startsWith('letter.') ? await resting(fact, content) : fact
  if (!(await ledger.append(whole, head, '2026-11-25T08:00:00+08:00'))) throw new Error('nobody else writes')
}

/** `fact` with its content and a page that says it. */
async function resting(fact: Fact, content: Letter): Promise<Fact> {
  const body = Buffer.from(
    content.paragraphs
      .map(({ text }) => `<p>${text}</p>`)
      .join('\n')
      .padEnd(PAGE_BYTES),
  )
  const url = 'https://www.example.gov.test/tadf/content/post_1.html'
  const served = { url, scheme: 'https' as const, status: 200, fetchedAt: '2026-11-25T08:00:00+08:00' }
  const snapshot = await archive.snapshots.keep({ ...served, finalUrl: url, headers: {}, body })
  return { ...fact, data: { ...fact.data, content, evidence: { ...served, snapshot } } } as Fact
}

async function edit(index: number, version: number): Promise<void> {
  const [before, after] = [contentOf(index, `${version}.74亿元`), contentOf(index, `${version + 1}.74亿元`)]
  await append(edited(String(index), version, diffLetters(before, after), after.title), after)
}

async function make(letters: number): Promise<void> {
  await append(opened())
  for (let index = 1; index <= letters; index++) {
    const content = contentOf(index, '2.74亿元')
    await append(published(String(index), content.title, true), content)
  }
}

if (step === 'make') await make(first)
if (step === 'edit') await edit(first, second)
const deps = openDeps({ settings: Settings.parse({}), store, files: openFolder(join(folder, 'site')) })
if (step === 'publish' || step === 'rebuild') {
  const hasTime = () => performance.now() < (first || Infinity) * 1000
  const published = await (step === 'publish' ? publish : rebuild)('cppcc', deps, { ...DEFAULT_PACE, hasTime })
  process.stdout.write(JSON.stringify(published))
}
