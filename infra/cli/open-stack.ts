import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { openDynamoStore } from '../../functions/ports/store/dynamodb.ts'
import { openArchive } from '../../functions/archive/archive.ts'
import { openSnapshotBucket } from '../../functions/ports/files/snapshot-bucket.ts'
import { announceDue } from '../../functions/crawl/announce.ts'
import { openMailSubscriptions } from '../../functions/ports/aws/mail-subscriptions.ts'
import { openSns, openSqs } from '../../functions/ports/bus/sns-sqs.ts'
import { wallClock } from '../../functions/ports/clock.ts'
import { openBucket } from '../../functions/ports/files/s3.ts'
import { openHttp } from '../../functions/ports/http/http.ts'
import type { Ports } from '../../functions/ports/ports.ts'
import { systemRandom } from '../../functions/ports/random.ts'
import { openSecretsManager } from '../../functions/ports/secrets/secrets-manager.ts'
import { sendDue } from '../../functions/sweep/sweep.ts'
import type { Settings } from '../../shared/settings.ts'
import { type Output, OUTPUTS } from '../outputs.ts'
import { UsageError } from '../errors.ts'
import type { Installation } from '../installation.ts'

/** A stack on AWS. `queues` are the URLs of the queues of its functions, by the function's name. */
export type StackInstallation = Installation & { queues: Record<string, string> }

/**
 * Opens the stack `name` with the caller's credentials, by its outputs. `table` replaces the stack's own table. Throws a UsageError when the
 * stack cannot be used.
 */
export async function openStack(name: string, settings: Settings, table?: string): Promise<StackInstallation> {
  const outputs = await outputsOf(name)
  const output = (called: Output) => {
    const value = outputs.get(called)
    if (value !== undefined) return value
    throw new UsageError(
      `Cannot use the stack ${name}: it has no output ${called}. Is it a letterwatch stack, and was it deployed completely?`,
    )
  }
  const audiences = output(OUTPUTS.audiences)
  const topics = { events: output(OUTPUTS.events), mail: output(OUTPUTS.mail), audiences, operators: output(OUTPUTS.operators) }
  const queues = {
    publish: output(OUTPUTS.publishQueue),
    dispatch: output(OUTPUTS.dispatchQueue),
    deliver: output(OUTPUTS.deliveries),
  }
  const key = output(OUTPUTS.signingKey)
  const ports: Ports = {
    settings: { ...settings, publicUrl: output(OUTPUTS.publicUrl) },
    store: openDynamoStore(table ?? output(OUTPUTS.table)),
    snapshotBucket: openSnapshotBucket(output(OUTPUTS.snapshots)),
    bus: { ...openSns(topics), ...openSqs(queues) },
    files: openBucket(output(OUTPUTS.record)),
    http: openHttp(),
    secrets: openSecretsManager({ webhooks: key, checkpoints: key }),
    clock: wallClock,
    random: systemRandom,
  }
  return {
    ports,
    archive: openArchive(ports.store, ports.snapshotBucket),
    subscriptions: openMailSubscriptions(audiences),
    queues,
    announce: async (column) => (await announceDue(column, ports)).announced,
    async deliverDue() {
      await sendDue(ports)
      return undefined
    },
    close: () => Promise.resolve(),
  }
}

/** The outputs of the stack. Errors of CloudFormation and of the credentials become UsageErrors: the user can correct them. */
async function outputsOf(StackName: string): Promise<Map<string, string>> {
  const client = new CloudFormationClient({})
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }))
    const outputs = stack?.Outputs ?? []
    return new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))
  } catch (cause) {
    const region = await client.config.region().catch(() => 'no region')
    throw new UsageError(`Cannot use the stack ${StackName} (${region}): ${(cause as Error).message}`, { cause })
  } finally {
    client.destroy()
  }
}
