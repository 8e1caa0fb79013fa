import * as z from 'zod/mini'
import { Settings } from '../shared/settings.ts'

const settings = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text): unknown => JSON.parse(text)),
  ),
  Settings,
)
const name = z.string().check(z.minLength(1))

/**
 * The variables that each handler reads on AWS, declared once: infrastructure supplies exactly these. TABLE is the name of the DynamoDB
 * table, SNAPSHOTS_BUCKET and RECORD_BUCKET are names of buckets, *_TOPIC are ARNs of SNS topics, DELIVERIES_QUEUE is the URL of an SQS
 * queue, SIGNING_KEY the ARN of the secret from which the keys of webhooks and checkpoints are derived, CRAWL_FUNCTION the name of the
 * function that crawls, COLUMNS the object with the list of columns (`s3://bucket/key`), and SETTINGS the configuration without its
 * columns, as JSON.
 */
export const ENVIRONMENTS = {
  crawl: z.object({
    TABLE: name,
    SNAPSHOTS_BUCKET: name,
    EVENTS_TOPIC: name,
    MAIL_TOPIC: name,
    AUDIENCES_TOPIC: name,
    SETTINGS: settings,
  }),
  publish: z.object({ TABLE: name, SNAPSHOTS_BUCKET: name, RECORD_BUCKET: name, SETTINGS: settings }),
  dispatch: z.object({ TABLE: name, DELIVERIES_QUEUE: name, SETTINGS: settings }),
  deliver: z.object({ TABLE: name, SIGNING_KEY: name, OPERATORS_TOPIC: name, SETTINGS: settings }),
  sweep: z.object({ TABLE: name, DELIVERIES_QUEUE: name, CRAWL_FUNCTION: name }),
  digest: z.object({ TABLE: name, AUDIENCES_TOPIC: name, SETTINGS: settings }),
  checkpoint: z.object({ TABLE: name, SIGNING_KEY: name, SETTINGS: settings }),
  overdue: z.object({ TABLE: name, COLUMNS: name, OPERATORS_TOPIC: name, SETTINGS: settings }),
  // CloudFormation passes everything in the event, so that a rollback passes the previous values.
  schedule: z.object({}),
  canary: z.object({ RECORD_BUCKET: name, SETTINGS: settings }),
} as const
export type FunctionName = keyof typeof ENVIRONMENTS
export type Environment<F extends FunctionName> = z.infer<(typeof ENVIRONMENTS)[F]>

/** The environment of function `called`, read from `variables`. Throws one error that names every variable missing or wrong. */
export function readEnvironment<F extends FunctionName>(
  called: F,
  variables: Record<string, string | undefined>,
): Environment<F> {
  const parsed = ENVIRONMENTS[called].safeParse(variables)
  if (parsed.success) return parsed.data as Environment<F>
  const wrong = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))]
  throw new Error(`Cannot start ${called}: missing or wrong in its environment: ${wrong.join(', ')}`)
}
