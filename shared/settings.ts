import * as z from 'zod/mini'
import { ConfiguredColumn } from './column.ts'

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A length of time such as `15m`, `72h` or `0s`, in milliseconds once read. */
const Duration = z.pipe(
  z.string().check(z.regex(/^\d{1,6}[smhd]$/, 'must be a whole number followed by s, m, h or d, as in "15m"')),
  z.transform((text) => Number(text.slice(0, -1)) * UNIT_MS[text.slice(-1) as keyof typeof UNIT_MS]),
)

/** What stands in the User-Agent of every request (RFC 9110 leaves other characters to chance). */
const inHeader = z.string().check(z.minLength(1), z.regex(/^[\x20-\x7e]*$/, 'must be ASCII on one line: it stands in a header'))

/** A mailbox, with or without a name before it. What a server accepts is for that to say. */
const mailbox = z
  .string()
  .check(z.regex(/^(?:[^\r\n<>]*<)?[^\s<>@]+@[^\s<>@]+>?$/, 'must be a mailbox, as in "desk@example.org"'))

const count = (least: number) => z.int().check(z.gte(least))

/** A length of time in ms that a timer can wait for: beyond these 24 days it would not wait at all. */
const wait = (least: number) => z.int().check(z.gte(least), z.lte(2_147_483_647))

/** How columns are watched, with a default for every field. Lengths of time without a unit in their name are in milliseconds. */
export const Settings = z.strictObject({
  contact: z._default(inHeader, 'https://example.org/letterwatch'),
  userAgent: z.optional(inHeader),
  every: z.prefault(z.pipe(Duration, z.number().check(z.gt(0, 'must be longer than nothing'))), '15m'),
  pauseMs: z._default(wait(0), 1000),
  confirmAfterMs: z._default(wait(0), 2000),
  maxRequests: z._default(count(1), 2000),
  timeoutMs: z._default(wait(1), 20_000),
  maxBytes: z._default(count(1), 5_000_000),
  trustValidatorsFor: z.prefault(Duration, '72h'),
  withdrawal: z.prefault(
    z.strictObject({
      misses: z._default(count(1), 3),
      hours: z._default(z.number().check(z.gte(0)), 24),
    }),
    {},
  ),
  hold: z.prefault(
    z.strictObject({
      share: z._default(z.number().check(z.gte(0), z.lte(1)), 0.25),
      count: z._default(count(0), 10),
    }),
    {},
  ),
  topics: z._default(
    z
      .record(z.string(), z.array(z.string().check(z.minLength(1))))
      .check(
        z.refine(
          (topics) => Object.keys(topics).every((name) => !(name in {})),
          'must not name a topic "constructor" or the like',
        ),
      ),
    {},
  ),
  publicUrl: z._default(z.url({ protocol: /^https?$/, error: 'must be an http or https address' }), 'http://127.0.0.1:8787'),
  timestampAuthority: z._default(z.nullable(z.url({ protocol: /^https?$/, error: 'must be an http or https address' })), null),
  smtp: z._default(
    z.nullable(
      z.strictObject({
        url: z.url({
          protocol: /^smtps?$/,
          hostname: /./,
          error: 'must be an address such as "smtps://user:password@mail.example.org"',
        }),
        from: mailbox,
        to: z.array(mailbox).check(z.minLength(1, 'must name at least one mailbox')),
        operators: z._default(z.array(mailbox), []),
      }),
    ),
    null,
  ),
})
export type Settings = z.infer<typeof Settings>

/** What `letterwatch.json` says: the columns to watch, and how. */
export const Configuration = z
  .extend(Settings, { columns: z.array(ConfiguredColumn).check(z.minLength(1, 'must name at least one column')) })
  .check(
    z.refine(({ columns }) => new Set(columns.map(({ id }) => id)).size === columns.length, {
      path: ['columns'],
      error: 'must not give two columns one id',
    }),
  )
export type Configuration = z.infer<typeof Configuration>

/** A configuration with its defaults, and as it was written. */
type Read = { configuration: Configuration; written: Record<string, unknown> }

/**
 * The configuration in `text`, or one clear line that names the first field that is wrong, why, and its value. A byte order mark is
 * passed over: editors on Windows write it. Names in another charset would be published garbled, and are refused.
 */
export function readConfiguration(text: string): Read | { problem: string } {
  if (text.includes('\uFFFD')) return { problem: 'it is not in UTF-8' }
  let given: unknown
  try {
    given = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    return { problem: `it is not JSON: ${(cause as Error).message}` }
  }
  const parsed = Configuration.safeParse(given)
  if (!parsed.success) return { problem: firstProblem(parsed.error.issues, given) }
  return { configuration: parsed.data, written: given as Record<string, unknown> }
}

/** A field nobody knows is named first: it is likely the misspelling of one that is missing. */
function firstProblem(issues: z.core.$ZodIssue[], given: unknown): string {
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  if (issue === undefined) return 'it does not have the form of a configuration'
  const field = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
  if (issue.code === 'unrecognized_keys') return `unknown field "${[field, issue.keys[0]].filter(Boolean).join('.')}"`
  const value = issue.path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part], given)
  return `"${field}" ${value === undefined ? 'is missing' : `${demandOf(issue)}, and is ${JSON.stringify(value)}`}`
}

/** What the field must be: in our words where the library has none of its own. */
function demandOf(issue: z.core.$ZodIssue): string {
  if (issue.message !== 'Invalid input') return issue.message
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}`
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`
  return issue.code === 'invalid_type' ? `must be of type ${issue.expected}` : 'is not what it can be'
}
