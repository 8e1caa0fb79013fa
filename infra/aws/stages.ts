/**
 * One deployment of letterwatch: what its stack is called, and what differs between deployments. A stage names no partition, region or
 * account: those are the caller's. `npx cdk deploy -c stage=trial` deploys another than `production`, `-c configuration=FILE` another
 * configuration than `letterwatch.json`.
 */
export type Stage = {
  /** What the stack is called. */
  stack: string
  /** Who shows the public record to the world: CloudFront, at a domain of one's own or at its own, or something that we do not deploy. */
  front: 'cloudfront' | { domain: string; certificate: string } | 'none'
  /** For how many days nobody may delete or replace a large snapshot; who may bypass that must ask for it (Object Lock, governance mode). */
  snapshotsLockedDays: number | undefined
  /** How many crawls run at once, at most: each asks one host. Ten thousand columns on a thousand hosts, every hour, need some 120. */
  crawlsAtOnce: number
  /** Whether crawls and deliveries leave from one address that never changes. It costs more than everything else together. */
  fixedAddress: boolean
}

export const STAGES = {
  production: {
    stack: 'letterwatch',
    front: 'cloudfront',
    snapshotsLockedDays: undefined,
    crawlsAtOnce: 200,
    fixedAddress: false,
  },
  /** Beside production, to try something: the same parts under another name. */
  trial: {
    stack: 'letterwatch-trial',
    front: 'cloudfront',
    snapshotsLockedDays: undefined,
    crawlsAtOnce: 200,
    fixedAddress: false,
  },
  /** In a Chinese region CloudFront serves only a domain with a filing: a server of one's own shows the record. */
  china: {
    stack: 'letterwatch',
    front: 'none',
    snapshotsLockedDays: undefined,
    crawlsAtOnce: 200,
    fixedAddress: false,
  },
} satisfies Record<string, Stage>
export type StageName = keyof typeof STAGES

/** The stage called `name`. Throws one line that names those there are. */
export function stageCalled(name: string): Stage {
  const stage = Object.entries<Stage>(STAGES).find(([called]) => called === name)?.[1]
  if (stage === undefined)
    throw new Error(`Cannot deploy the stage "${name}": infra/aws/stages.ts has ${Object.keys(STAGES).join(', ')}`)
  return stage
}
