import type { Archive } from '../functions/archive/archive.ts'
import type { MailSubscriptions } from '../functions/ports/aws/mail-subscriptions.ts'
import type { Ports } from '../functions/ports/ports.ts'
import type { Column } from '../shared/column.ts'

/** The result of the deliveries that were due: how many were made and failed, how many mails were sent, and problems for operators. */
export type Deliveries = { made: number; failed: number; mailed: number; problems: string[] }

/** An installation of letterwatch, on this machine or as a stack on AWS: its ports, and the operations that commands start. */
export type Installation = {
  ports: Ports
  archive: Archive
  /** The subscriptions of SNS. Undefined where mail is not sent by SNS: then the archive has all subscribers. */
  subscriptions?: MailSubscriptions
  /** Announces the due events of a column, and has them published. Returns how many were announced. */
  announce: (column: Column) => Promise<number>
  /** Makes the deliveries that are due. Undefined on AWS: there they are sent to the queue, and a function makes them. */
  deliverDue: () => Promise<Deliveries | undefined>
  close: () => Promise<void>
}
