import type { PromiseChange, Promised } from './edit.ts'
import { quote, type Statement } from './statement.ts'

/** What a rendering calls what became of a promise. */
export const PROMISE_CHANGES = {
  added: { zh: '新增承诺', en: 'promise added' },
  dropped: { zh: '删去承诺', en: 'promise dropped' },
  weakened: { zh: '承诺弱化', en: 'promise weakened' },
  strengthened: { zh: '承诺强化', en: 'promise strengthened' },
  postponed: { zh: '承诺推迟', en: 'promise postponed' },
  advanced: { zh: '承诺提前', en: 'promise brought forward' },
} as const satisfies Record<PromiseChange['kind'], Statement>

/** What became of a promise. */
export function promiseStatement(change: PromiseChange): Statement {
  const { zh, en } = PROMISE_CHANGES[change.kind]
  const what = promiseWords(change)
  return { zh: `${zh}：${what}`, en: `${en}: ${what}` }
}

function promiseWords({ before, after }: PromiseChange): string {
  if (!before || !after) return quote((before ?? after)?.sentence ?? '')
  return replacedIn(before, after)
    .map(([stood, stands]) => `${stood} → ${stands}`)
    .join('，')
}

/** The word that commits and the deadline, where another took its place; — where there is none. */
export function replacedIn(before: Promised, after: Promised): [before: string, after: string][] {
  const both: [string, string][] = [
    [before.verb || '—', after.verb || '—'],
    [before.deadline ?? '—', after.deadline ?? '—'],
  ]
  return both.filter(([stood, stands]) => stood !== stands)
}

/** Whether a promise's change has told this change of words already. */
export function tells(change: PromiseChange, { before, after }: { before: string; after: string }): boolean {
  const [stood, stands] = [change.before?.sentence ?? '', change.after?.sentence ?? '']
  return stood.includes(before) && stands.includes(after)
}
