import * as z from 'zod/mini'
import { Settings } from './settings.ts'

const settings = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text): unknown => JSON.parse(text)),
  ),
  Settings,
)
const name = z.string().check(z.minLength(1))

/**
 * What each function reads from its environment, declared once: infrastructure supplies exactly these names, the handler
 * refuses to start without them. SETTINGS is the configuration without its columns, as JSON; SNAPSHOTS is where
 * snapshots lie that outgrow a row of the table (`s3://bucket`, or `table:` for its own rows); RECORD is where the public record is
 * written (`s3://bucket` or `file:///folder`); SIGNING_KEY is where the key lies from which the secrets of webhooks are derived,
 * CHECKPOINT_KEY the one for checkpoints: the same on AWS; CRAWL is what the function is called that
 * crawls; COLUMNS is where the list of columns lies (`s3://bucket/key`).
 */
export const ENVIRONMENTS = {
  crawl: z.object({
    TABLE: name,
    SNAPSHOTS: name,
    EVENTS_TOPIC: name,
    MAIL_TOPIC: name,
    AUDIENCES_TOPIC: name,
    SETTINGS: settings,
  }),
  publish: z.object({ TABLE: name, SNAPSHOTS: name, RECORD: name, SETTINGS: settings }),
  dispatch: z.object({ TABLE: name, DELIVERIES_QUEUE: name, SETTINGS: settings }),
  deliver: z.object({ TABLE: name, SIGNING_KEY: name, OPERATORS_TOPIC: name, SETTINGS: settings }),
  sweep: z.object({ TABLE: name, DELIVERIES_QUEUE: name, CRAWL: name }),
  digest: z.object({ TABLE: name, AUDIENCES_TOPIC: name, SETTINGS: settings }),
  checkpoint: z.object({ TABLE: name, CHECKPOINT_KEY: name, SETTINGS: settings }),
  overdue: z.object({ TABLE: name, COLUMNS: name, OPERATORS_TOPIC: name, SETTINGS: settings }),
  // CloudFormation tells it everything, so that a deployment that is rolled back is told what was before.
  schedule: z.object({}),
  canary: z.object({ RECORD: name, SETTINGS: settings }),
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
