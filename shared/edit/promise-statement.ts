import type { PromiseChange, Promised } from './edit.ts'
import { quote, quoteBoth, type Statement } from './statement.ts'

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
  const words = promiseWords(change)
  return { zh: `${zh}：${words.join('，')}`, en: `${en}: ${words.join(', ')}` }
}

function promiseWords({ before, after }: PromiseChange): string[] {
  if (!before || !after) return [quote((before ?? after)?.sentence ?? '')]
  const replaced = replacedIn(before, after)
  const told = replaced.length > 0 ? replaced : [quoteBoth(before.sentence, after.sentence)]
  return told.map(([stood, stands]) => `${stood} → ${stands}`)
}

/** The word that commits and the deadline, where another took its place; — where there is none. */
export function replacedIn(before: Promised, after: Promised): [before: string, after: string][] {
  const both: [string, string][] = [
    [before.verb || '—', after.verb || '—'],
    [before.deadline ?? '—', after.deadline ?? '—'],
  ]
  return both.filter(([stood, stands]) => stood !== stands)
}

/** More words than these beside the word that commits and the deadline are a change of their own. */
const BESIDE = 6

/** Whether a promise's change has told this change of words already. */
export function tells({ before, after }: PromiseChange, words: { before: string; after: string }): boolean {
  if (!(before?.sentence ?? '').includes(words.before) || !(after?.sentence ?? '').includes(words.after)) return false
  return !before || !after || (leftOf(words.before, before) <= BESIDE && leftOf(words.after, after) <= BESIDE)
}

function leftOf(words: string, { verb, deadline = '' }: Promised): number {
  return words.replace(verb, '').replace(deadline, '').length
}
