import type { Archive } from '../../functions/archive/archive.ts'
import type { MailSubscriptions } from '../../functions/mail-subscriptions.ts'
import type { Column } from '../../shared/column.ts'
import type { Environment } from '../../shared/environment.ts'

/** What became of the deliveries that were due: how many were made and failed, how many mails were sent, and what to tell operators. */
export type Deliveries = { made: number; failed: number; mailed: number; problems: string[] }

/** A letterwatch that runs somewhere, on this machine or as a stack on AWS: what commands need of it. */
export type Installation = {
  archive: Archive
  /** What commands read of the environment of its functions. */
  variables: Record<keyof Environment<'deliver'> | keyof Environment<'publish'>, string>
  /** The mailboxes that SNS keeps. Undefined where mail leaves through no SNS: the subscribers in the archive are all there is. */
  subscriptions?: MailSubscriptions
  /** Tells everybody what is due of a column, and has it published. Returns how many events were told. */
  announce: (column: Column) => Promise<number>
  /** Makes the deliveries that are due. Undefined where they are only woken: the functions of a stack make them. */
  deliverDue: () => Promise<Deliveries | undefined>
  close: () => Promise<void>
}
