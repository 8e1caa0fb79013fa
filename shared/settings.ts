import * as z from 'zod/mini'
import { ConfiguredColumn } from './column.ts'

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A length of time such as `15m`, `72h` or `0s`; in milliseconds once parsed. */
const duration = (pattern: RegExp, error: string, description: string) =>
  z.pipe(
    z.string().check(z.regex(pattern, error), z.describe(description)),
    z.transform((text) => Number(text.slice(0, -1)) * UNIT_MS[text.slice(-1) as keyof typeof UNIT_MS]),
  )
const DURATION = /^\d{1,6}[smhd]$/
const ABOVE_ZERO = /^(?!0+[smhd]$)\d{1,6}[smhd]$/
const FORM = 'a whole number followed by s, m, h or d, as in "15m"'

/** A value of the User-Agent header: RFC 9110 leaves other characters undefined. */
const headerText = (description: string) =>
  z
    .string()
    .check(
      z.minLength(1),
      z.regex(/^[\x20-\x7e]*$/, 'must be ASCII on one line: it is sent in a header'),
      z.describe(description),
    )

/** A mailbox, with or without a name before it. The mail server decides what it accepts. */
const mailbox = () =>
  z.string().check(z.regex(/^(?:[^\r\n<>]*<)?[^\s<>@]+@[^\s<>@]+>?$/, 'must be a mailbox, as in "desk@example.org"'))

const webAddress = (description: string) =>
  z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).check(z.describe(description))

const count = (min: number, description: string) => z.int().check(z.gte(min), z.describe(description))

/** A number of milliseconds that a timer can wait for. */
const wait = (min: number, description: string) => z.int().check(z.gte(min), z.lte(2_147_483_647), z.describe(description))

/** How columns are watched, with a default for every setting. Lengths of time without a unit in their name are in milliseconds. */
export const Settings = z.strictObject({
  contact: z._default(
    headerText('Address of your newsroom, sent in the User-Agent of every request'),
    'https://example.org/letterwatch',
  ),
  userAgent: z.optional(headerText('User-Agent of every request to a column, in place of the one with `contact`')),
  every: z.prefault(duration(ABOVE_ZERO, `must be a duration above 0s: ${FORM}`, 'Time between two crawls of a column'), '15m'),
  pauseMs: z._default(wait(0, 'Pause between two requests to one host, in milliseconds'), 1000),
  confirmAfterMs: z._default(
    wait(0, 'Time after which a changed page is fetched again to confirm the change, in milliseconds'),
    2000,
  ),
  maxRequests: z._default(count(1, 'Most requests in one crawl; letters left over are checked in the next'), 2000),
  timeoutMs: z._default(wait(1, 'Longest time for one response, in milliseconds'), 20_000),
  maxBytes: z._default(count(1, 'Largest page that is read, in bytes'), 5_000_000),
  trustValidatorsFor: z.prefault(
    duration(
      DURATION,
      `must be a duration: ${FORM}`,
      'Time for which "not modified" is believed before a page is fetched in full',
    ),
    '72h',
  ),
  withdrawal: z.prefault(
    z.strictObject({
      misses: z._default(
        count(1, 'Complete crawls in a row without the letter before it is announced as delisted or withdrawn'),
        3,
      ),
      hours: z._default(
        z.number().check(z.gte(0), z.describe('Hours without the letter before it is announced as delisted or withdrawn')),
        24,
      ),
    }),
    {},
  ),
  hold: z.prefault(
    z.strictObject({
      share: z._default(
        z
          .number()
          .check(z.gte(0), z.lte(1), z.describe('Share of the letters checked in a crawl above which its changes are held')),
        0.25,
      ),
      count: z._default(
        count(0, 'Number of changes in a crawl above which they are held, if `hold.share` is exceeded too'),
        10,
      ),
    }),
    {},
  ),
  topics: z._default(
    z.record(z.string(), z.array(z.string().check(z.minLength(1)))).check(
      z.refine(
        (topics) => Object.keys(topics).every((name) => !(name in {})),
        'must not name a topic "constructor" or the like',
      ),
      z.describe('Topics by name; a letter has a topic if it contains one of its words'),
    ),
    {},
  ),
  publicUrl: z._default(webAddress('Address at which the record is served'), 'http://127.0.0.1:8787'),
  timestampAuthority: z._default(z.nullable(webAddress('Time-stamping authority (RFC 3161) that signs checkpoints')), null),
  smtp: z._default(
    z.nullable(
      z.strictObject({
        url: z
          .url({
            protocol: /^smtps?$/,
            hostname: /./,
            error: 'must be an address such as "smtps://user:password@mail.example.org"',
          })
          .check(z.describe('Mail server, as in `smtps://user:password@mail.example.org`')),
        from: mailbox().check(z.describe('Sender of all mail')),
        to: z
          .array(mailbox())
          .check(
            z.minLength(1, 'must name at least one mailbox'),
            z.describe('Mailboxes that get a mail for every crawl with events'),
          ),
        operators: z._default(z.array(mailbox()).check(z.describe('Mailboxes that get notices for operators')), []),
      }),
    ),
    null,
  ),
})
export type Settings = z.infer<typeof Settings>

/** What `letterwatch.json` contains: the columns to watch, and how. `$schema` is for editors and ignored. */
export const Configuration = z
  .extend(Settings, {
    $schema: z.optional(z.string().check(z.describe('JSON Schema of this file, for editors'))),
    columns: z
      .array(ConfiguredColumn)
      .check(z.minLength(1, 'must name at least one column'), z.describe('The columns to watch')),
  })
  .check(
    z.refine(({ columns }) => new Set(columns.map(({ id }) => id)).size === columns.length, {
      path: ['columns'],
      error: 'must not give two columns one id',
    }),
  )
export type Configuration = z.infer<typeof Configuration>

/** A configuration with its defaults, and its settings as written. */
type Read = { configuration: Configuration; written: Record<string, unknown> }

/**
 * The configuration in `text`, or one line that names the first setting that is wrong, why, and its value. A byte order mark is skipped:
 * editors on Windows write one. Text in another charset is refused, because names would be published garbled.
 */
export function readConfiguration(text: string): Read | { problem: string } {
  if (text.includes('\uFFFD')) return { problem: 'it is not in UTF-8' }
  let given: unknown
  try {
    given = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    return { problem: `it is not JSON: ${(cause as Error).message}` }
  }
  // The messages of the library depend on its locale, which any other user of it in the process may set.
  const parsed = Configuration.safeParse(given, { error: () => NO_MESSAGE })
  if (!parsed.success) return { problem: firstProblem(parsed.error.issues, given) }
  const { $schema: _, ...written } = given as Record<string, unknown>
  return { configuration: parsed.data, written }
}

/** An unknown setting is named first: it is likely the misspelling of one that is missing. */
function firstProblem(issues: z.core.$ZodIssue[], given: unknown): string {
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  if (issue === undefined) return 'it does not have the form of a configuration'
  if (issue.code === 'unrecognized_keys') return unknownSetting(issue.path, issue.keys[0] ?? '')
  const value = issue.path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part], given)
  const name = nameOf(issue.path)
  return `"${name}" ${value === undefined ? 'is missing' : `${validationMessage(issue)}, and is ${JSON.stringify(value)}`}`
}

/** A setting as an operator writes it: `columns[0].id`. */
function nameOf(path: PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
  return parts.join('').replace(/^\./, '')
}

/** The message of an issue for which the schema gives none. */
const NO_MESSAGE = 'Invalid input'

/** The message that the schema gives, else ours. */
function validationMessage(issue: z.core.$ZodIssue): string {
  if (issue.message !== NO_MESSAGE) return issue.message
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}`
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`
  return issue.code === 'invalid_type' ? `must be of type ${issue.expected}` : 'has a value that is not allowed'
}

function unknownSetting(path: PropertyKey[], key: string): string {
  const nearest = nearestOf(key, settingsAt(path))
  const hint = nearest === undefined ? '' : `. Did you mean "${nameOf([...path, nearest])}"?`
  return `unknown setting "${nameOf([...path, key])}"${hint}`
}

type JsonSchema = z.core.JSONSchema.BaseSchema

/** JSON Schema (2020-12) of `letterwatch.json`, with the description and the default of every setting. */
export function configurationSchema(): JsonSchema {
  return z.toJSONSchema(Configuration, { io: 'input' })
}

/** The names of the settings in the object at `path`. */
function settingsAt(path: PropertyKey[]): string[] {
  const at = path.reduce<JsonSchema | undefined>((schema, part) => {
    const next = typeof part === 'number' ? schema?.items : objectOf(schema)?.properties?.[String(part)]
    return typeof next === 'object' && !Array.isArray(next) ? next : undefined
  }, configurationSchema())
  return Object.keys(objectOf(at)?.properties ?? {})
}

/** A setting that may also be null is one of several schemas. */
function objectOf(schema: JsonSchema | undefined): JsonSchema | undefined {
  return schema?.anyOf?.find(({ properties }) => properties) ?? schema
}

/** The one of `names` that differs from `name` by the fewest characters, if by few enough to be a misspelling. */
function nearestOf(name: string, names: string[]): string | undefined {
  const [nearest] = names
    .map((known) => ({ known, edits: editDistance(name.toLowerCase(), known.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)
  return nearest && nearest.edits <= Math.min(Math.max(2, name.length / 3), name.length - 1) ? nearest.known : undefined
}

/** The number of characters to insert, delete or replace to make `b` of `a` (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [index, character] of Array.from(a).entries()) {
    const next = [index + 1]
    for (let column = 0; column < b.length; column++) {
      const replaced = (row[column] ?? 0) + (b[column] === character ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
