import type { CommitmentChange } from '../promises/commitment-changes.ts'
import { quote, type Statement } from './statement.ts'

const PROMISES = {
  added: { zh: '新增承诺', en: 'promise added' },
  dropped: { zh: '删去承诺', en: 'promise dropped' },
  weakened: { zh: '承诺弱化', en: 'promise weakened' },
  strengthened: { zh: '承诺强化', en: 'promise strengthened' },
  postponed: { zh: '承诺推迟', en: 'promise postponed' },
  advanced: { zh: '承诺提前', en: 'promise brought forward' },
} satisfies Record<CommitmentChange['kind'], Statement>

/** What became of a promise. */
export function promiseStatement(change: CommitmentChange): Statement {
  const { zh, en } = PROMISES[change.kind]
  const what = promiseWords(change)
  return { zh: `${zh}：${what}`, en: `${en}: ${what}` }
}

function promiseWords(change: CommitmentChange): string {
  if (change.kind === 'added') return quote(change.after.sentence)
  if (change.kind === 'dropped') return quote(change.before.sentence)
  const { before, after } = change
  if (before.strength !== after.strength) return `${before.verb} → ${after.verb}`
  return `${before.deadline ?? '—'} → ${after.deadline ?? '—'}`
}

/** Whether a promise's change has told this change of words already. */
export function tells(change: CommitmentChange, { before, after }: { before: string; after: string }): boolean {
  const [stood, stands] = ['before' in change ? change.before.sentence : '', 'after' in change ? change.after.sentence : '']
  return stood.includes(before) && stands.includes(after)
}
