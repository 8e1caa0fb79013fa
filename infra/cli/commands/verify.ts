import type { Command } from 'commander'
import { openCheckpoints } from '../../../functions/archive/checkpoints.ts'
import type { Archive } from '../../../functions/archive/archive.ts'
import { brokenSignature, CheckpointKeys, type SignedCheckpoint } from '../../../shared/ledger/checkpoint.ts'
import { CANARY } from '../../../shared/column.ts'
import type { Configuration } from '../../../shared/settings.ts'
import { counted } from '../../../shared/text/counted.ts'
import { UsageError } from '../../errors.ts'
import { chosenLedgers, withExisting } from '../session.ts'
import { compareKept, describeDifference, type Difference } from '../verify/compare-kept.ts'
import { load, loadKept } from '../verify/load-kept.ts'
import { describeVerdict, verifyLedger, type Verdict } from '../verify/verify-ledger.ts'

type Options = { against?: string; key?: string }
/** The result of `--against`: the number of hashes in the file, the state of its signature, and the first entry that differs. */
type Comparison = { against: string; claims: number; signature?: 'valid' | 'wrong'; why?: string; differs?: Difference }

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .argument('[column]', 'the column to verify; every ledger in the store when absent')
    .description('recomputes every hash of ledgers and snapshots, and compares with a saved copy')
    .option('--against <file|url>', 'a saved checkpoint, feed, mail or webhook body')
    .option('--key <file|url>', 'a saved key.json of the checkpoints, instead of the current one')
    .action((column: string | undefined, options: Options, command: Command) =>
      withExisting(command, async (session) => {
        const { installation, configuration, say, answer } = session
        const { archive } = installation
        const verdicts: Verdict[] = []
        const signed = await openCheckpoints(archive.store).newest()
        for (const id of await chosenLedgers(session, column)) {
          const verdict = await verifyLedger(archive, id, signed?.checkpoint)
          verdicts.push(isWatched(configuration, id) ? verdict : { ...verdict, watched: false })
        }
        const { against } = options
        const comparison = against === undefined ? undefined : await compare(archive, against, options.key, column)
        answer(comparison ? { verdicts, ...comparison } : verdicts)
        say([...verdicts.map(describeVerdict), ...(comparison ? [describe(comparison)] : [])].join('\n'))
        const isWrong = comparison?.differs !== undefined || comparison?.signature === 'wrong'
        if (isWrong || verdicts.some(({ broken }) => broken)) process.exitCode = 1
      }),
    )
}

const isWatched = ({ columns }: Configuration, id: string) => id === CANARY || columns.some((column) => column.id === id)

async function compare(archive: Archive, against: string, key: string | undefined, column?: string): Promise<Comparison> {
  const { claims: all, checkpoint } = await loadKept(against)
  const claims = all.filter((claim) => column === undefined || claim.column === column)
  if (claims.length === 0) throw new UsageError(`Cannot verify against ${against}: it has no hash of ${column ?? 'any column'}`)
  const differs = await compareKept(archive, claims)
  const why = checkpoint && (await whyUnsigned(archive, checkpoint, key))
  return {
    against,
    claims: claims.length,
    ...(checkpoint && { signature: why === undefined ? 'valid' : 'wrong' }),
    ...(why !== undefined && { why }),
    ...(differs && { differs }),
  }
}

async function whyUnsigned(archive: Archive, signed: SignedCheckpoint, key: string | undefined): Promise<string | undefined> {
  if (key === undefined) return brokenSignature(signed, await openCheckpoints(archive.store).keys())
  const given = CheckpointKeys.safeParse(jsonOf(await load(key))).data
  if (!given) throw new UsageError(`Cannot use the key in ${key}: it is not a key.json of checkpoints`)
  return brokenSignature(signed, given.keys)
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

function describe({ against, claims, signature, why, differs }: Comparison): string {
  const found = differs ? describeDifference(differs) : `the ledgers match ${against}: ${counted(claims, 'hash')}`
  if (signature === undefined) return found
  return `${found}\n${signature === 'valid' ? 'its signature is valid' : `NOT SIGNED: ${why ?? ''}`}`
}
