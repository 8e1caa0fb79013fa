import type { Archive } from '../functions/archive/archive.ts'
import type { MailSubscriptions } from '../functions/ports/aws/mail-subscriptions.ts'
import type { Ports } from '../functions/ports/ports.ts'
import type { Column } from '../shared/column.ts'

/** What became of the deliveries that were due: how many were made and failed, how many mails were sent, and what to tell operators. */
export type Deliveries = { made: number; failed: number; mailed: number; problems: string[] }

/** A letterwatch that runs somewhere, on this machine or as a stack on AWS: its ports, and what commands start there. */
export type Installation = {
  ports: Ports
  archive: Archive
  /** The mailboxes that SNS subscribed. Undefined where mail does not leave through SNS: the subscribers in the archive are all there is. */
  subscriptions?: MailSubscriptions
  /** Announces what is due of a column, and has it published. Returns how many events were announced. */
  announce: (column: Column) => Promise<number>
  /** Makes the deliveries that are due. Undefined where they are only sent to the queue: the functions of a stack make them. */
  deliverDue: () => Promise<Deliveries | undefined>
  close: () => Promise<void>
}
