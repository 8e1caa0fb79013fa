/**
 * One deployment of letterwatch: the name of its stack, and what differs between deployments. A stage names no partition, region or
 * account: those come from the caller's credentials. `npx cdk deploy -c stage=trial` deploys another stage than `production`,
 * `-c configuration=FILE` another configuration than `letterwatch.json`.
 */
export type Stage = {
  /** The name of the stack. */
  stack: string
  /** What serves the public record: CloudFront under its own domain or under one of yours, or a server that is not part of the stack. */
  front: 'cloudfront' | { domain: string; certificate: string } | 'none'
  /** For how many days large snapshots cannot be deleted or replaced without the right to bypass governance (Object Lock). */
  snapshotsLockedDays: number | undefined
  /** The most crawls that run at once, each of one host. Ten thousand columns on a thousand hosts, every hour, need some 120. */
  maxConcurrentCrawls: number
  /** Whether crawls and deliveries leave from one fixed address. It costs more than everything else together. */
  fixedAddress: boolean
}

const DEFAULTS = {
  stack: 'letterwatch',
  front: 'cloudfront',
  snapshotsLockedDays: undefined,
  maxConcurrentCrawls: 200,
  fixedAddress: false,
} satisfies Stage

export const STAGES = {
  production: DEFAULTS,
  /** The same parts under another name, beside production, for trials. */
  trial: { ...DEFAULTS, stack: 'letterwatch-trial' },
  /** In a Chinese region CloudFront serves only a domain with an ICP filing: a server of your own serves the record. */
  china: { ...DEFAULTS, front: 'none' },
} satisfies Record<string, Stage>

/** The stage called `name`. Throws one line that lists the stages. */
export function stageCalled(name: string): Stage {
  const stage = Object.entries<Stage>(STAGES).find(([each]) => each === name)?.[1]
  if (stage === undefined)
    throw new Error(`Cannot deploy the stage "${name}": infra/aws/stages.ts has ${Object.keys(STAGES).join(', ')}`)
  return stage
}
