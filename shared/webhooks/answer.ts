import * as z from 'zod/mini'
import { retryAfterMs } from '../text/retry-after.ts'
import type { Format } from './endpoint.ts'

/** The result of one POST: the response with its status and first kB, or the reason why there was none. */
export type Answer =
  { kind: 'answered'; status: number; text: string; retryAfter?: string | undefined } | { kind: 'unanswered'; error: string }

/** What an answer means for the delivery. `slower`: try again after `afterMs`; `gone`: never again. */
export type Verdict = { kind: 'accepted' } | { kind: 'failed' } | { kind: 'slower'; afterMs: number } | { kind: 'gone' }

/** The statuses of a receiver that is overloaded, and the wait where it names none. */
const OVERLOADED = [429, 502, 503, 504]
const DEFAULT_WAIT_MS = 60_000

/** What `answer` means from a receiver of `format`: chat services report errors with status 200. */
export function verdictOn(answer: Answer, format: Format, now: Date): Verdict {
  if (answer.kind === 'unanswered') return { kind: 'failed' }
  const { status, text } = answer
  if (status === 410) return { kind: 'gone' }
  if (OVERLOADED.includes(status)) return { kind: 'slower', afterMs: retryAfterMs(answer.retryAfter, now) ?? DEFAULT_WAIT_MS }
  return status >= 200 && status < 300 ? VERDICTS[format](text) : { kind: 'failed' }
}

const accepted: Verdict = { kind: 'accepted' }
const failed: Verdict = { kind: 'failed' }
const slower: Verdict = { kind: 'slower', afterMs: DEFAULT_WAIT_MS }

/** The verdict on the body of a response with a 2xx status, by format. The codes are those for "too many messages". */
const VERDICTS = {
  standard: () => accepted,
  slack: (text) => (text.trim() === 'ok' ? accepted : failed),
  feishu: (text) => byCode(text, [11232, 9499]),
  wecom: (text) => byCode(text, [45009, 45033]),
} satisfies Record<Format, (text: string) => Verdict>

const Coded = z.union([
  z.pipe(z.object({ code: z.number() }), z.transform(({ code }) => code)),
  z.pipe(z.object({ StatusCode: z.number() }), z.transform(({ StatusCode }) => StatusCode)),
  z.pipe(z.object({ errcode: z.number() }), z.transform(({ errcode }) => errcode)),
]) // prettier-ignore

function byCode(text: string, tooMany: number[]): Verdict {
  const code = Coded.safeParse(parsed(text)).data
  if (code === 0) return accepted
  return code !== undefined && tooMany.includes(code) ? slower : failed
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
