import { dateAt, type WrittenDate } from './dates.ts'
import { parseQuantity, type Quantity, unitKey } from './numerals.ts'
import type { Token } from './tokenize.ts'

/** A deadline as written (folded, compact): the `date` it names, or how long it allows; `within` is absent for a range (3至5年内). */
export type WrittenDeadline = { text: string; date?: WrittenDate; within?: Quantity }

/**
 * The first deadline in `folded`, of which `tokens` are known: a date that ends a period (于2025年6月底前, 年底, 到2025年, 力争2025年, “十四五”末)
 * before any span (20个工作日内, 15日内).
 */
export function findDeadline(folded: string, tokens: Token[]): WrittenDeadline | undefined {
  return first(tokens, (token) => datedAt(folded, token)) ?? first(tokens, (token) => spanAt(folded, token))
}

function first<Found>(tokens: Token[], find: (token: Token) => Found | undefined): Found | undefined {
  for (const token of tokens) {
    const found = find(token)
    if (found !== undefined) return found
  }
  return undefined
}

/** The words that lead up to a deadline; of them only 到 and 至 belong to it. */
const LEAD = /(力争|争取|计划|拟)?([于在到至])?$/
/** 截至2023年6月底 is in the past; of 去年底, 每年底 and 前三季度 the token may be 年底 or 三季度. */
const NO_DEADLINE = /(?:[去每前]|(?<!原则|基本|总体)上|截至|截止[到至]?)$/
/** What ends a period, and not the start of another word or count: 前三季度, 前10个月, 前列, 内容. */
const CLOSE =
  /^(?:之前|以前|前(?!三?季度|[\d一二三四五六七八九十]{1,3}个?[月名批家项]|[列沿期述往景提端瞻后])|以内|之内|内(?![部容涵外地需]))/

function datedAt(folded: string, { kind, start, end }: Token): WrittenDeadline | undefined {
  if (kind !== 'date') return undefined
  const date = dateAt(folded, start)
  const before = folded.slice(Math.max(0, start - 6), start)
  const [, aim, preposition = ''] = LEAD.exec(before) ?? []
  if (!date || NO_DEADLINE.test(before)) return undefined
  const close = CLOSE.exec(folded.slice(end, end + 8))?.[0] ?? ''
  const isLimit = date.edge === 'end' || date.edge === 'within'
  if (!close && !aim && !preposition && !isLimit) return undefined
  if (/^[去上]/.test(date.relative ?? '')) return undefined
  const from = '到至'.includes(preposition) ? start - preposition.length : start
  return { text: folded.slice(from, end) + close, date }
}

const SPANS = ['个工作日', '天', '周', '个月', '年', '小时', '分钟']
const WITHIN = /^(?:之内|以内|内)/

function spanAt(folded: string, { kind, start, end }: Token): WrittenDeadline | undefined {
  if (kind !== 'figure') return undefined
  const token = folded.slice(start, end)
  const span = token.replace(/以内$/, '')
  const close = WITHIN.exec(folded.slice(start + span.length, end + 2))?.[0]
  const within = parseQuantity(span)
  const unit = within?.unit ?? /[^\d〇零一二两三四五六七八九十百千~至到-]+$/.exec(span)?.[0] ?? ''
  if (close === undefined || !SPANS.includes(unitKey(unit))) return undefined
  const lead = /(?:近|未来)$/.exec(folded.slice(Math.max(0, start - 2), start))?.[0] ?? ''
  return { text: `${lead}${span}${close}`, ...(within && { within }) }
}
