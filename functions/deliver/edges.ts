import type { Environment } from '../../shared/environment.ts'
import { type MailTopic, openMailTopic } from '../mail-topic.ts'
import { openWebhookEdges, type WebhookEdges } from './webhook-edges.ts'

/** Where delivering touches the world: webhooks, and the operators. `chance` gives a number from 0 to 1. */
export type DeliverEdges = WebhookEdges & { operators: MailTopic; chance: () => number }

/** The edges of `environment`. */
export async function openEdges(environment: Environment<'deliver'>): Promise<DeliverEdges> {
  const operators = openMailTopic(environment.OPERATORS_TOPIC)
  return { ...(await openWebhookEdges(environment)), operators, chance: Math.random }
}
