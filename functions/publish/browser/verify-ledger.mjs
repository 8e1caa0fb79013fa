// node verify-ledger.mjs FOLDER|ADDRESS [COLUMN] [--key FILE]
// Verifies a public record of letterwatch. It needs only Node 18 or newer. It checks every hash of the ledgers, page by page, the published
// raw pages, and the signed checkpoints against the record's own key or the one in FILE. FOLDER may also be one column of a record, or its
// ledger alone. Exit 0: everything is valid. 1: something was altered; the first finding is named. 2: there is nothing to check.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import process from 'node:process'

const { Buffer, fetch, URL } = globalThis
const NOTHING_BEFORE = `sha256:${'0'.repeat(64)}`
const ENTRIES_A_PAGE = 100

class Broken extends Error {}
class NothingToCheck extends Error {}

async function main(words) {
  const at = words.indexOf('--key')
  const [keyFile] = at < 0 ? [] : words.splice(at, 2).slice(1)
  const [where, only] = words
  if (where === undefined) throw new NothingToCheck('usage: node verify-ledger.mjs FOLDER|ADDRESS [COLUMN] [--key FILE]')
  const record = await openRecord(where)
  const columns = (await record.columns()).filter((column) => only === undefined || column === only)
  if (columns.length === 0) throw new NothingToCheck(`there is no ledger in ${where}${only === undefined ? '' : ` of ${only}`}`)
  // Read before the ledgers: a record that grows meanwhile still has every entry that these name.
  const status = await record.file('status.json')
  const latest = await record.file('checkpoints/latest.json')
  const ledgers = new Map()
  for (const column of columns) ledgers.set(column, await checkLedger(record, column))
  checkHeads(status, ledgers)
  await checkCheckpoints(record, latest, ledgers, keyFile, only !== undefined)
}

async function checkLedger(record, column) {
  const hashes = [NOTHING_BEFORE]
  const last = await record.page(column, 'latest')
  const pages = last && parsed(last, `${column}: latest.json`).page
  let raw = 0
  for (let page = 1; ; page++) {
    const name = String(page).padStart(6, '0')
    const text = await record.page(column, name)
    if (text === undefined) {
      if (page === 1 && !last) throw new NothingToCheck(`${column}: there is no page 000001.json of its ledger`)
      if (last && page <= pages) throw new Broken(`${column}: page ${name}.json of its ledger is missing`)
      break
    }
    raw += await checkPage(record, column, page, text.toString(), hashes)
    if (page === pages && !begins(text, last)) throw new Broken(`${column}: latest.json is not its last page, ${name}.json`)
  }
  say(`${column}: ${hashes.length - 1} entries are whole, ${raw} raw pages have their hashes; head ${hashes.at(-1)}`)
  return hashes
}

/** A page that has grown since latest.json was read begins with its entries. */
function begins(page, latest) {
  const entries = latest.toString().replace(/\n\]\}\n$/, '')
  return page.toString().startsWith(entries)
}

async function checkPage(record, column, page, text, hashes) {
  const { entries, ...about } = parsed(text, `${column}: page ${page}`)
  const first = (page - 1) * ENTRIES_A_PAGE + 1
  if (
    about.column !== column ||
    about.page !== page ||
    !Array.isArray(entries) ||
    entries.length === 0 ||
    entries.length > ENTRIES_A_PAGE
  )
    throw new Broken(`${column}: page ${page} is not page ${page} of this ledger`)
  if (hashes.length !== first) throw new Broken(`${column}: a page before page ${page} does not have ${ENTRIES_A_PAGE} entries`)
  let raw = 0
  for (const entry of entries) {
    const why = whyBroken(entry, column, hashes)
    if (why !== undefined) throw new Broken(`${column}: entry ${hashes.length} is not what it was: ${why}`)
    hashes.push(entry.hash)
    const { snapshot, parts = [], listing = [] } = entry.data.evidence ?? {}
    for (const id of [snapshot, ...parts, ...listing])
      if (id !== undefined) raw += await checkSnapshot(record, id, entry.data.id)
  }
  // Valid entries may still have another text, which another parser reads differently: a name that occurs twice, for example.
  const lines = entries.map((entry) => JSON.stringify(entry)).join(',\n')
  if (text !== `{"column":${JSON.stringify(column)},"page":${page},"entries":[\n${lines}\n]}\n`)
    throw new Broken(`${column}: page ${page} has the entries, but not the text in which they were published`)
  return raw
}

function whyBroken(entry, column, hashes) {
  const sequence = hashes.length
  if (entry === null || typeof entry !== 'object') return 'it is no entry'
  const { hash, ...hashed } = entry
  if (entry.sequence !== sequence) return `its sequence is ${entry.sequence}`
  if (entry.previous !== hashes.at(-1)) return 'it does not name the hash of the entry before'
  if (hash !== sha256(canonical(hashed))) return 'its hash is not that of its content'
  if (entry.data?.id !== `${column}/${sequence}` || entry.data.column !== column) return 'its id is that of another entry'
  return undefined
}

/** Raw pages that may show a person's mobile number are not published: only their hash is in the ledger, and a missing file is no finding. */
async function checkSnapshot(record, id, entry) {
  const bytes = await record.file(`snapshots/${id.replace('sha256:', '')}.bin`)
  if (bytes === undefined) return 0
  if (sha256(bytes) !== id) throw new Broken(`the raw page ${id} of entry ${entry} has other bytes`)
  return 1
}

/** Compares the heads of the ledgers in status.json. */
function checkHeads(status, ledgers) {
  for (const { column, ledger } of status ? parsed(status, 'status.json').columns : [])
    if (ledger && ledgers.has(column)) compare(ledgers.get(column), { column, ...ledger }, 'status.json')
}

async function checkCheckpoints(record, latest, ledgers, keyFile, isPart) {
  if (latest === undefined) return say('no checkpoints are here to check')
  const published = keyFile === undefined ? await record.file('checkpoints/key.json') : await readFile(keyFile)
  const { keys } = parsed(published ?? '', 'the keys of the checkpoints')
  let [signed, count] = [parsed(latest, 'checkpoints/latest.json'), 0]
  for (
    let next;
    signed;
    next = signed, signed = next.checkpoint.previous && (await checkpointOf(record, next.checkpoint.previous))
  ) {
    checkSignature(signed, keys)
    for (const head of signed.checkpoint.columns) {
      if (!ledgers.has(head.column) && isPart) continue
      compare(ledgers.get(head.column) ?? [], head, `the checkpoint of ${signed.checkpoint.date}`)
    }
    count++
  }
  say(`${count} checkpoints are signed, and the ledgers have what they say`)
}

async function checkpointOf(record, { date, hash }) {
  const text = await record.file(`checkpoints/${date}.json`)
  if (text === undefined) throw new Broken(`the checkpoint of ${date}, which a later one names, is missing`)
  const signed = parsed(text, `the checkpoint of ${date}`)
  if (sha256(canonical(signed.checkpoint)) !== hash)
    throw new Broken(`the checkpoint of ${date} is not the one that a later one names`)
  return signed
}

function checkSignature({ checkpoint, key, signature }, keys) {
  const known = keys.find(({ id }) => id === key)
  if (!known) throw new Broken(`the checkpoint of ${checkpoint.date} is signed with a key that is not known, ${key}`)
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: known.publicKey }, format: 'jwk' })
  if (!verify(null, Buffer.from(canonical(checkpoint)), publicKey, Buffer.from(signature, 'base64url')))
    throw new Broken(`the signature of the checkpoint of ${checkpoint.date} is wrong`)
}

function compare(hashes, { column, sequence, hash }, source) {
  if (hashes[sequence] === undefined)
    throw new Broken(`${column}: ${source} has entry ${sequence}, and the ledger ends at ${Math.max(0, hashes.length - 1)}`)
  if (hashes[sequence] !== hash) throw new Broken(`${column}: entry ${sequence} is not the one in ${source}`)
}

/** Opens the record at an address or in a folder: `page` and `file` return bytes, or undefined when there is no such file. */
async function openRecord(where) {
  if (/^https?:/.test(where)) {
    const root = new URL(where.replace(/\/?$/, '/'))
    const file = (path) => get(new URL(path, root))
    const columns = async () =>
      parsed((await file('status.json')) ?? '{"columns":[]}', 'status.json').columns.map((each) => each.column)
    return { columns, file, page: (column, name) => file(`${column}/ledger/${name}.json`) }
  }
  const root = resolve(where)
  const inside = (path) => readFile(join(root, path)).catch(undefinedIfAbsent)
  const holds = (path) =>
    stat(join(root, path)).then(
      () => true,
      () => false,
    )
  for (const ledger of ['.', 'ledger'])
    if (await holds(join(ledger, '000001.json'))) {
      const column = parsed(await inside(join(ledger, '000001.json')), '000001.json').column ?? basename(root)
      return {
        columns: async () => [column],
        file: async () => undefined,
        page: (_, name) => inside(join(ledger, `${name}.json`)),
      }
    }
  const folders = await readdir(root).catch(undefinedIfAbsent)
  const columns = async () => {
    const known = [...(folders ?? [])]
    const there = await Promise.all(known.map((name) => holds(join(name, 'ledger'))))
    return known.filter((_, index) => there[index])
  }
  return { columns, file: inside, page: (column, name) => inside(join(column, 'ledger', `${name}.json`)) }
}

async function get(address) {
  const answer = await fetch(address).catch((error) => {
    throw new NothingToCheck(`${address} cannot be read: ${error.cause?.message ?? error.message}`)
  })
  if (answer.status === 404 || answer.status === 403) return undefined
  if (!answer.ok) throw new NothingToCheck(`${address} answers ${answer.status}`)
  return Buffer.from(await answer.arrayBuffer())
}

function undefinedIfAbsent(error) {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}

function parsed(bytes, name) {
  try {
    const value = JSON.parse(bytes.toString())
    if (value !== null && typeof value === 'object') return value
  } catch {
    // The error below is thrown.
  }
  throw new Broken(`${name} is not JSON`)
}

/** RFC 8785: keys sorted by UTF-16 units, no white space. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}

function sha256(bytes) {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

function say(text) {
  process.stdout.write(`${text}\n`)
}

// A malformed file is a finding, because letterwatch does not publish such files. A file that cannot be read is not a finding.
main(process.argv.slice(2)).catch((error) => {
  const isFinding = !(error instanceof NothingToCheck) && error.code === undefined
  process.stderr.write(`${isFinding ? 'BROKEN: ' : ''}${error.message}\n`)
  process.exitCode = isFinding ? 1 : 2
})
