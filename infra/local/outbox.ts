import { readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Transporter } from 'nodemailer'
import type { Subscribers } from '../../functions/archive/subscribers.ts'
import { addressId } from '../../shared/mail/audience.ts'
import type { Settings } from '../../shared/settings.ts'

/** How long nothing is sent again after the server failed, and a message after it was refused; and when a refused one is given up. */
const REST_MS = 5 * 60_000
const PATIENCE_MS = 3 * 24 * 3_600_000

type Folders = { unsent: string; refused: string }
type Smtp = NonNullable<Settings['smtp']>

/** How many messages the server took, and what it did not take and why. */
export type Sent = { sent: number; problems: string[] }

/**
 * The messages that wait for the SMTP server. One that it refuses stops none of the others: it is tried again for three days, then
 * lies among the refused. A server that is down is waited for, however long.
 */
export function openOutbox(
  { unsent, refused }: Folders,
  smtp: Settings['smtp'],
  subscribers: Pick<Subscribers, 'list'>,
  now: () => number = Date.now,
) {
  const restsUntil = new Map<string, number>()
  const rests = (name: string) => (restsUntil.get(name) ?? 0) > now()

  /** What the server says of one message: nothing when it took it. Throws when it is not the message that is at fault. */
  const sendOne = async (server: Transporter, { from }: Smtp, name: string, to: string | undefined) => {
    const path = join(unsent, name)
    const problem = to === undefined ? undefined : await refusalOf(server, { from, to }, await readFile(path))
    if (problem === undefined) {
      await rm(path)
      return undefined
    }
    restsUntil.set(name, now() + REST_MS)
    const isGivenUp = now() - (await stat(path)).mtimeMs >= PATIENCE_MS
    if (isGivenUp) await rename(path, join(refused, name))
    return `The mail server refuses ${name}: ${problem}; it ${isGivenUp ? `is given up and lies in ${refused}` : 'is tried again'}`
  }

  return {
    /** Hands the messages that wait to the server, oldest first. */
    async send(): Promise<Sent> {
      const sent: Sent = { sent: 0, problems: [] }
      const waiting =
        smtp && !rests(SERVER) ? (await readdir(unsent)).filter((name) => name.endsWith('.eml') && !rests(name)) : []
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
        restsUntil.set(SERVER, now() + REST_MS)
        sent.problems.push(`Cannot send mail through SMTP: ${(error as Error).message}; what waits lies in ${unsent}`)
      } finally {
        server.close()
      }
      return sent
    },
  }
}

/** The name under which the server rests, which no message has. */
const SERVER = ''

/** To whom messages go, by the ids in their names: whoever was removed since one was written gets it no more. */
async function addressesById({ to, operators }: Smtp, subscribers: Pick<Subscribers, 'list'>): Promise<Map<string, string>> {
  const chosen = (await subscribers.list()).map(({ address }) => address)
  return new Map([...to, ...operators, ...chosen].map((address) => [addressId(address), address]))
}

const idIn = (name: string) => /\.([^.]+)\.eml$/.exec(name)?.[1] ?? ''

type Refusal = { code?: string; message: string }

/** Why the server does not take `raw`, or undefined when it does. Throws when it is the server that is at fault. */
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
