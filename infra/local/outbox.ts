import { readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Transporter } from 'nodemailer'
import type { Subscribers } from '../../functions/archive/subscribers.ts'
import { addressId } from '../../shared/mail/audience.ts'
import type { Settings } from '../../shared/settings.ts'

/** The backoff after the server failed, or after it refused a message; and how long a refused message is retried. */
const BACKOFF_MS = 5 * 60_000
const RETRY_FOR_MS = 3 * 24 * 3_600_000

type Folders = { unsent: string; refused: string }
type Smtp = NonNullable<Settings['smtp']>

/** How many messages the server accepted, and the problems with the others. */
export type Sent = { sent: number; problems: string[] }

/**
 * The messages that wait for the SMTP server. A message that it refuses does not stop the others: it is retried for three days, then moved
 * to the folder of refused messages. While the server is down, messages wait without limit.
 */
export function openOutbox(
  { unsent, refused }: Folders,
  smtp: Settings['smtp'],
  subscribers: Pick<Subscribers, 'list'>,
  now: () => number = Date.now,
) {
  const backoffUntil = new Map<string, number>()
  const isBackingOff = (name: string) => (backoffUntil.get(name) ?? 0) > now()

  /** Sends one message. Returns the problem when the server refuses it. Throws when the server itself fails. */
  const sendOne = async (server: Transporter, { from }: Smtp, name: string, to: string | undefined) => {
    const path = join(unsent, name)
    const problem = to === undefined ? undefined : await refusalOf(server, { from, to }, await readFile(path))
    if (problem === undefined) {
      await rm(path)
      return undefined
    }
    backoffUntil.set(name, now() + BACKOFF_MS)
    const isGivenUp = now() - (await stat(path)).mtimeMs >= RETRY_FOR_MS
    if (isGivenUp) await rename(path, join(refused, name))
    return `The mail server refuses ${name}: ${problem}; it ${isGivenUp ? `is not retried any more and was moved to ${refused}` : 'is tried again'}`
  }

  return {
    /** Sends the waiting messages to the server, oldest first. */
    async send(): Promise<Sent> {
      const sent: Sent = { sent: 0, problems: [] }
      const waiting =
        smtp && !isBackingOff(SERVER)
          ? (await readdir(unsent)).filter((name) => name.endsWith('.eml') && !isBackingOff(name))
          : []
      if (!smtp || waiting.length === 0) return sent
      const addresses = await addressesById(smtp, subscribers)
      const { createTransport } = await import('nodemailer')
      const server = createTransport(smtp.url)
      try {
        for (const name of waiting.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))) {
          const problem = await sendOne(server, smtp, name, addresses.get(idIn(name)))
          if (problem === undefined) sent.sent++
          else sent.problems.push(problem)
        }
      } catch (error) {
        backoffUntil.set(SERVER, now() + BACKOFF_MS)
        sent.problems.push(`Cannot send mail through SMTP: ${(error as Error).message}; the waiting messages are in ${unsent}`)
      } finally {
        server.close()
      }
      return sent
    },
  }
}

/** The key of the server’s backoff; no message has this name. */
const SERVER = ''

/** The recipients of messages, by the ids in their names. A subscriber who was removed after a message was written does not receive it. */
async function addressesById({ to, operators }: Smtp, subscribers: Pick<Subscribers, 'list'>): Promise<Map<string, string>> {
  const chosen = (await subscribers.list()).map(({ address }) => address)
  return new Map([...to, ...operators, ...chosen].map((address) => [addressId(address), address]))
}

const idIn = (name: string) => /\.([^.]+)\.eml$/.exec(name)?.[1] ?? ''

type Refusal = { code?: string; message: string }

/** Why the server refuses `raw`, or undefined when it accepts it. Throws when the server itself fails. */
async function refusalOf(
  server: Transporter,
  envelope: { from: string; to: string },
  raw: Buffer,
): Promise<string | undefined> {
  try {
    await server.sendMail({ envelope, raw })
    return undefined
  } catch (error) {
    const { code, message } = error as Refusal
    if (code === 'EENVELOPE' || code === 'EMESSAGE') return message
    throw error
  }
}
