import { randomUUID } from 'node:crypto'
import { access, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import type { Subscribers } from '../../functions/archive/subscribers.ts'
import { addressId, audienceKey } from '../../shared/mail/audience.ts'
import type { Settings } from '../../shared/settings.ts'
import { OPERATORS } from '../../shared/mail/mail.ts'
import type { QueueHandler } from './drain.ts'

const Value = z.object({ Value: z.string() })

/** A notification of a mail topic, as far as it is read here. */
const Notification = z.object({
  Subject: z.string(),
  Message: z.string(),
  Timestamp: z.string(),
  MessageAttributes: z.object({ id: Value, audience: z.optional(Value) }),
})

type Folders = { mail: string; unsent: string }
type Addressed = { name: string; to: string[] }

/** The addresses in mail files when no mail server is configured. */
const NOBODY = { subscribers: ['subscribers@localhost'], operators: ['operators@localhost'] }

/**
 * Mail on one machine: every message becomes one file in the mail folder, even if it is received twice: `<id>.eml` for the addresses in the
 * configuration, `<id>.<subscriber>.eml` for each subscriber of its audience, `<id>.operators.eml` for operators. With SMTP configured, a
 * copy for each address is in the folder of unsent messages until the server accepts it.
 */
export function openMailbox(
  { mail, unsent }: Folders,
  { smtp, contact }: Pick<Settings, 'smtp' | 'contact'>,
  subscribers: Pick<Subscribers, 'list'>,
): QueueHandler {
  const addressed = async (id: string, audience: string | undefined): Promise<Addressed[]> => {
    const name = id.replaceAll('/', '-')
    if (audience === undefined) return [{ name, to: smtp?.to ?? NOBODY.subscribers }]
    if (audience === OPERATORS) return [{ name: `${name}.${OPERATORS}`, to: orNobody(smtp?.operators) }]
    const chosen = (await subscribers.list()).filter((each) => audienceKey(each) === audience)
    return chosen.map(({ id: subscriber, address }) => ({ name: `${name}.${subscriber}`, to: [address] }))
  }

  const write = async ({ Subject, Message, Timestamp }: z.infer<typeof Notification>, { name, to }: Addressed) => {
    if (await isThere(join(mail, `${name}.eml`))) return
    const { createTransport } = await import('nodemailer')
    const { message } = await createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).sendMail({
      from: smtp?.from ?? 'letterwatch <letterwatch@localhost>',
      to,
      subject: Subject,
      text: Message,
      date: new Date(Timestamp),
      messageId: `<${name}@letterwatch>`,
      list: { unsubscribe: { url: unsubscribeAt(smtp, contact), comment: 'letterwatch' } },
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    const sentTo = smtp && to !== NOBODY.operators ? to : []
    for (const address of sentTo) await writeAtomically(join(unsent, `${name}.${addressId(address)}.eml`), message as Buffer)
    await writeAtomically(join(mail, `${name}.eml`), message as Buffer)
  }

  return async ({ Records }) => {
    for (const { body } of Records) {
      const notification = Notification.parse(JSON.parse(body))
      const { id, audience } = notification.MessageAttributes
      for (const each of await addressed(id.Value, audience?.Value)) await write(notification, each)
    }
    return { batchItemFailures: [] }
  }
}

/** The address for unsubscribing: the operator's, or the contact when no mail server is configured. */
function unsubscribeAt(smtp: Settings['smtp'], contact: string): string {
  const [operator = smtp?.from] = smtp?.operators ?? []
  const address = operator === undefined ? undefined : (/<([^<>]+)>\s*$/.exec(operator)?.[1] ?? operator)
  if (address !== undefined) return `mailto:${address.trim()}?subject=unsubscribe`
  return /^[^/:]+@[^/:]+$/.test(contact) ? `mailto:${contact}?subject=unsubscribe` : contact
}

const orNobody = (operators: string[] = []) => (operators.length > 0 ? operators : NOBODY.operators)

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** Writes a file that exists completely or not at all, also after a power cut. */
async function writeAtomically(path: string, content: Buffer): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.unfinished`
  await writeFile(unfinished, content, { flush: true })
  await rename(unfinished, path)
}
