import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { createTransport } from 'nodemailer'
import type { Settings } from '../../shared/configuration.ts'
import type { QueueHandler } from './pump.ts'

/** A notification of the mail topic, as far as a mailbox needs it. */
const Notification = z.object({
  Subject: z.string(),
  Message: z.string(),
  Timestamp: z.string(),
  MessageAttributes: z.object({ id: z.object({ Value: z.string() }) }),
})

type Folders = { mail: string; unsent: string }

/**
 * Mail on one machine: every message becomes `<id>.eml` in the mail folder, once, however often it is announced. With SMTP
 * configured it also lies among the unsent ones until the server took it.
 */
export function openMailbox({ mail, unsent }: Folders, smtp: Settings['smtp']) {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })

  const write = async (notification: z.infer<typeof Notification>) => {
    const { Subject, Message, Timestamp, MessageAttributes } = notification
    const name = MessageAttributes.id.Value.replaceAll('/', '-')
    const existing = await readdir(mail)
    if (existing.includes(`${name}.eml`)) return
    const { message } = await composer.sendMail({
      from: smtp?.from ?? 'letterwatch <letterwatch@localhost>',
      to: smtp?.to ?? ['subscribers@localhost'],
      subject: Subject,
      text: Message,
      date: new Date(Timestamp),
      messageId: `<${name}@letterwatch>`,
    })
    if (smtp) await writeWhole(join(unsent, `${name}.eml`), message as Buffer)
    await writeWhole(join(mail, `${name}.eml`), message as Buffer)
  }

  const handler: QueueHandler = async ({ Records }) => {
    for (const { body } of Records) await write(Notification.parse(JSON.parse(body)))
    return { batchItemFailures: [] }
  }

  /** Hands the unsent messages to the SMTP server, oldest first. Returns how many it took, and why it took no more. */
  const send = async (): Promise<{ sent: number; problem?: string }> => {
    if (!smtp) return { sent: 0 }
    const server = createTransport(smtp.url)
    let sent = 0
    for (const name of (await readdir(unsent)).sort()) {
      try {
        await server.sendMail({ envelope: { from: smtp.from, to: smtp.to }, raw: await readFile(join(unsent, name)) })
      } catch (error) {
        return {
          sent,
          problem: `Cannot send ${name} through SMTP: ${(error as Error).message}; it stays in ${unsent} for the next crawl`,
        }
      }
      await rm(join(unsent, name))
      sent++
    }
    server.close()
    return { sent }
  }

  return { handler, send }
}

/** A file that is there whole or not at all. */
async function writeWhole(path: string, content: Buffer): Promise<void> {
  const unfinished = `${path}.unfinished`
  await writeFile(unfinished, content)
  await rename(unfinished, path)
}
