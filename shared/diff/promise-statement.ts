import type { PromiseChange, PromiseChangeKind, PromisePart } from '../edit.ts'
import { type Status, statusOf } from '../findings/wording.ts'
import { growthOf } from './figure-changes.ts'
import { quote, quoteBoth, type Statement } from './statement.ts'

/** The names of the changes of a promise. */
export const PROMISE_CHANGES = {
  dropped: { zh: '删去承诺', en: 'promise dropped' },
  status: { zh: '承诺进展改动', en: 'progress of a promise changed' },
  narrowed: { zh: '承诺范围缩小', en: 'promise narrowed' },
  'handed-over': { zh: '承诺转由他方牵头', en: 'promise handed over' },
  weakened: { zh: '承诺弱化', en: 'promise weakened' },
  'deadline-removed': { zh: '承诺删去期限', en: 'deadline of a promise removed' },
  postponed: { zh: '承诺推迟', en: 'promise postponed' },
  'frequency-removed': { zh: '承诺删去频次', en: 'frequency of a promise removed' },
  rarer: { zh: '承诺频次降低', en: 'promised less often' },
  subject: { zh: '承诺主体改变', en: 'promise made for another office' },
  added: { zh: '新增承诺', en: 'promise added' },
  widened: { zh: '承诺范围扩大', en: 'promise widened' },
  'taken-over': { zh: '承诺改为牵头', en: 'promise taken over' },
  strengthened: { zh: '承诺强化', en: 'promise strengthened' },
  'deadline-added': { zh: '承诺新增期限', en: 'deadline of a promise added' },
  advanced: { zh: '承诺提前', en: 'promise brought forward' },
  'frequency-added': { zh: '承诺新增频次', en: 'frequency of a promise added' },
  'more-often': { zh: '承诺频次提高', en: 'promised more often' },
  amount: { zh: '承诺数量改动', en: 'amount of a promise changed' },
  reworded: { zh: '承诺改写', en: 'promise reworded' },
} as const satisfies Record<PromiseChangeKind, Statement>

/** What happened to a promise, in one statement: 承诺推迟：2024年底前 → 2025年底前. */
export function promiseStatement({ kind, before, after, parts = [] }: PromiseChange): Statement {
  const label = kind === 'status' ? statusLabel(parts[0]) : PROMISE_CHANGES[kind]
  if (!before || !after) return joined(label, [sentenceOf((before ?? after)?.sentence ?? '')])
  if (parts.length === 0) return joined(label, [replacement(before.sentence, after.sentence)])
  const stated = firstOf(parts.map((part) => partStatement(part, kind)))
  return NAMES_ITSELF.has(kind)
    ? { zh: `承诺${stated.map(({ zh }) => zh).join('，')}`, en: `promise: ${stated.map(({ en }) => en).join(', ')}` }
    : joined(label, stated)
}

/** A promise names so many things that changed. */
const MAX_PARTS = 5

/** Each statement once, and how many more there are. */
function firstOf(statements: Statement[]): Statement[] {
  const all = [...new Map(statements.map((statement) => [statement.zh, statement])).values()]
  const more = all.length - MAX_PARTS
  return more <= 0 ? all : [...all.slice(0, MAX_PARTS), { zh: `另有${more}处`, en: `${more} more` }]
}

function joined(label: Statement, stated: Statement[]): Statement {
  return {
    zh: `${label.zh}：${stated.map(({ zh }) => zh).join('，')}`,
    en: `${label.en}: ${stated.map(({ en }) => en).join(', ')}`,
  }
}

function sentenceOf(sentence: string): Statement {
  return { zh: quote(sentence), en: quote(sentence) }
}

function replacement(before: string, after: string): Statement {
  const arrow = quoteBoth(before, after).join(' → ')
  return { zh: arrow, en: arrow }
}

/** Whose parts say what happened: 删去期限, 新增频次. */
const NAMES_ITSELF = new Set<PromiseChangeKind>(['deadline-removed', 'deadline-added', 'frequency-removed', 'frequency-added'])

/** How a part is called beside a weightier one. */
const BESIDE: Partial<Record<PromiseChangeKind, Statement>> = {
  status: { zh: '进展改动：', en: 'progress: ' },
  narrowed: { zh: '范围缩小：', en: 'narrowed: ' },
  'handed-over': { zh: '转由他方牵头：', en: 'handed over: ' },
  weakened: { zh: '弱化：', en: 'weakened: ' },
  postponed: { zh: '推迟：', en: 'postponed: ' },
  rarer: { zh: '频次降低：', en: 'less often: ' },
  subject: { zh: '主体改变：', en: 'for another office: ' },
  widened: { zh: '范围扩大：', en: 'widened: ' },
  'taken-over': { zh: '改为牵头：', en: 'taken over: ' },
  strengthened: { zh: '强化：', en: 'strengthened: ' },
  advanced: { zh: '提前：', en: 'brought forward: ' },
  'more-often': { zh: '频次提高：', en: 'more often: ' },
}

/** One thing that changed in a promise whose change is called `main`. A part that is new or gone is said to be so. */
export function partStatement(part: PromisePart, main: PromiseChangeKind): Statement {
  const label = part.kind === main ? undefined : BESIDE[part.kind]
  const { zh, en } = partWords(part)
  return { zh: `${label?.zh ?? ''}${zh}`, en: `${label?.en ?? ''}${en}` }
}

const NOUNS: Partial<Record<PromiseChangeKind, Statement>> = {
  'deadline-removed': { zh: '期限', en: 'deadline ' },
  'deadline-added': { zh: '期限', en: 'deadline ' },
  'frequency-removed': { zh: '频次', en: 'frequency ' },
  'frequency-added': { zh: '频次', en: 'frequency ' },
}

function partWords(part: PromisePart): Statement {
  const { kind, before, after, of } = part
  const noun = NOUNS[kind]
  if (before === undefined || after === undefined) {
    const word = quote(before ?? after ?? '')
    const [did, done] = before === undefined ? [noun ? '新增' : '增加', 'added'] : ['删去', 'removed']
    return { zh: noun ? `${did}${noun.zh}${word}` : `${did}“${word}”`, en: `${noun?.en ?? ''}“${word}” ${done}` }
  }
  const [old, now] = quoteBoth(before, after)
  if (kind === 'reworded') return { zh: `“${old}”改为“${now}”`, en: `“${old}” became “${now}”` }
  const grown = kind === 'amount' ? growthOf({ before, after }) : undefined
  const arrow = `${of ? `${of} ` : ''}${old} → ${now}`
  return grown ? { zh: `${arrow}（${grown.zh}）`, en: `${arrow} (${grown.en})` } : { zh: arrow, en: arrow }
}

const STATUSES = {
  done: { zh: '已完成', en: 'done' },
  'under-way': { zh: '进行中', en: 'under way' },
  planned: { zh: '计划中', en: 'planned' },
} as const satisfies Record<Status, Statement>

/** How far a promise was said to be, and how far it is said to be now. */
function statusLabel(part: PromisePart | undefined): Statement {
  const [from, to] = [statusOf(part?.before ?? ''), statusOf(part?.after ?? '')]
  if (!from || !to) return PROMISE_CHANGES.status
  return {
    zh: `承诺进展由“${STATUSES[from].zh}”改为“${STATUSES[to].zh}”`,
    en: `promise: ${STATUSES[from].en} → ${STATUSES[to].en}`,
  }
}
