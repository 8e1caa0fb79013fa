import type { Command } from 'commander'
import type { Archive } from '../../../functions/archive/open.ts'
import { brokenLink, type Entry } from '../../../shared/ledger.ts'
import { snapshotId } from '../../../shared/served.ts'
import { chosenColumns, withInstallation } from '../session.ts'

type Verdict = {
  column: string
  entries: number
  snapshots: number
  head: string | undefined
  broken?: { sequence: number; why: string }
}

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .argument('[column]')
    .description('recomputes every hash of ledger and snapshots')
    .action((column: string | undefined, _options: unknown, command: Command) =>
      withInstallation(command, async ({ installation, configuration, say, answer }) => {
        const verdicts: Verdict[] = []
        for (const { id } of chosenColumns(configuration, column)) verdicts.push(await verifyLedger(installation.archive, id))
        answer(verdicts)
        say(verdicts.map(describe).join('\n'))
        if (verdicts.some(({ broken }) => broken)) process.exitCode = 1
      }),
    )
}

/** Recomputes a ledger's chain, and the hash of every snapshot that its entries rest on, up to the first that is broken. */
export async function verifyLedger(archive: Archive, column: string): Promise<Verdict> {
  const snapshots = new Set<string>()
  let before: Entry | undefined
  for await (const entry of archive.ledger(column).entries()) {
    const why = brokenLink(entry, before) ?? (await brokenSnapshot(archive, entry, snapshots))
    if (why !== undefined)
      return {
        column,
        entries: before?.sequence ?? 0,
        snapshots: snapshots.size,
        head: before?.hash,
        broken: { sequence: entry.sequence, why },
      }
    before = entry
  }
  return { column, entries: before?.sequence ?? 0, snapshots: snapshots.size, head: before?.hash }
}

async function brokenSnapshot({ snapshots }: Archive, { data }: Entry, verified: Set<string>): Promise<string | undefined> {
  if (!('evidence' in data)) return undefined
  for (const id of [data.evidence.snapshot, ...(data.evidence.listing ?? [])]) {
    if (verified.has(id)) continue
    const snapshot = await snapshots.find(id)
    if (!snapshot) return `its snapshot ${id} is not kept`
    if (snapshotId(snapshot.body) !== id) return `the bytes of its snapshot ${id} have another hash`
    verified.add(id)
  }
  return undefined
}

function describe({ column, entries, snapshots, head = 'none', broken }: Verdict): string {
  return broken
    ? `${column}: BROKEN at entry ${broken.sequence}: ${broken.why}. The ${entries} entries before it are whole`
    : `${column}: whole. ${entries} entries, ${snapshots} snapshots; head ${head}`
}
