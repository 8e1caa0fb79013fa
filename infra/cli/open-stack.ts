import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { openDeliveries } from '../../functions/archive/deliveries.ts'
import { openArchive } from '../../functions/archive/archive.ts'
import { announceDue } from '../../functions/crawl/announce-due.ts'
import { openDeliveriesQueue } from '../../functions/deliveries-queue.ts'
import { openMailSubscriptions } from '../../functions/mail-subscriptions.ts'
import { sweep } from '../../functions/sweep/sweep.ts'
import { type Output, OUTPUTS } from '../outputs.ts'
import { UsageError } from '../usage-error.ts'
import type { Installation } from './installation.ts'
import { openTable } from '../../functions/archive/table.ts'
import { snapshotBucketAt } from '../../functions/archive/overflow.ts'

/** A letterwatch on AWS. `queues` are those that feed its functions, by the function's name. */
export type StackInstallation = Installation & { queues: Record<string, string> }

/**
 * The letterwatch that was deployed as the stack called `name`, found by the stack's outputs and used with the caller's credentials.
 * `settingsText` is the configuration without its columns, as JSON; `table` stands for the stack's own table. Throws a UsageError when the stack cannot be used.
 */
export async function openStack(name: string, settingsText: string, table?: string): Promise<StackInstallation> {
  const outputs = await outputsOf(name)
  const output = (called: Output) => {
    const value = outputs.get(called)
    if (value !== undefined) return value
    throw new UsageError(`Cannot use the stack ${name}: it has no output ${called}. Is it letterwatch, deployed to the end?`)
  }
  const signingKey = `secretsmanager:${output(OUTPUTS.signingKey)}`
  const variables = {
    TABLE: table ?? output(OUTPUTS.table),
    SNAPSHOTS: `s3://${output(OUTPUTS.snapshots)}`,
    RECORD: `s3://${output(OUTPUTS.record)}`,
    EVENTS_TOPIC: output(OUTPUTS.events),
    MAIL_TOPIC: output(OUTPUTS.mail),
    AUDIENCES_TOPIC: output(OUTPUTS.audiences),
    OPERATORS_TOPIC: output(OUTPUTS.operators),
    DELIVERIES_QUEUE: output(OUTPUTS.deliveries),
    SIGNING_KEY: signingKey,
    CHECKPOINT_KEY: signingKey,
    CRAWL: `${name}-crawl`,
    SETTINGS: JSON.stringify({ ...(JSON.parse(settingsText) as object), publicUrl: output(OUTPUTS.publicUrl) }),
  }
  const archive = openArchive(openTable(variables.TABLE), snapshotBucketAt(variables.SNAPSHOTS))
  return {
    archive,
    variables,
    subscriptions: openMailSubscriptions(variables.AUDIENCES_TOPIC),
    queues: {
      publish: output(OUTPUTS.publishQueue),
      dispatch: output(OUTPUTS.dispatchQueue),
      deliver: variables.DELIVERIES_QUEUE,
    },
    announce: async (column) => (await announceDue(column, variables)).announced,
    async deliverDue() {
      const queue = openDeliveriesQueue(variables.DELIVERIES_QUEUE)
      await sweep({ deliveries: openDeliveries(archive.store), queue }, new Date())
      return undefined
    },
    close: () => Promise.resolve(),
  }
}

/** The outputs of the stack called `StackName`. Whatever CloudFormation or the caller's credentials refuse is for the caller to mend. */
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
