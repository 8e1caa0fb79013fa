import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { type Output, OUTPUTS } from '../outputs.ts'
import { Alarms } from './alarms.ts'
import { Announcements } from './announcements.ts'
import { Archive } from './archive.ts'
import { Canary } from './canary.ts'
import { Checkpoints } from './checkpoints.ts'
import { ColumnsList } from './columns-list.ts'
import { Crawling } from './crawling.ts'
import { Digests } from './digests.ts'
import { FixedAddress } from './fixed-address.ts'
import { Operators } from './operators.ts'
import { Overdue } from './overdue.ts'
import { Overview } from './overview.ts'
import { PublicRecord } from './public-record.ts'
import { Publishing } from './publishing.ts'
import { Signing } from './signing.ts'
import { use } from './use.ts'
import type { Stage } from './stages.ts'
import { publicUrlOf, settingsText, type Watched } from './watched.ts'
import { Webhooks } from './webhooks.ts'

/** All of letterwatch on AWS. */
export class LetterwatchStack extends Stack {
  constructor(scope: Construct, watched: Watched, stage: Stage) {
    super(scope, stage.stack, {
      description: 'letterwatch: watches government disclosure columns and tells people what changes',
    })
    const archive = new Archive(this, 'Archive', stage)
    const announcements = new Announcements(this, 'Announcements')
    const record = new PublicRecord(this, 'Record', stage.front)
    const publicUrl = publicUrlOf(watched, record.address)
    const settings = use(settingsText(watched, publicUrl))

    const network = stage.fixedAddress ? new FixedAddress(this, 'FixedAddress').network : {}
    const columns = new ColumnsList(this, 'Columns', watched.columns)
    const crawlUses = {
      TABLE: archive.readAndWrite,
      SNAPSHOTS: archive.keepLargeSnapshots,
      EVENTS_TOPIC: announcements.tellEvents,
      MAIL_TOPIC: announcements.tellMail,
      AUDIENCES_TOPIC: announcements.tellAudiences,
      SETTINGS: settings,
    }
    const crawling = new Crawling(this, 'Crawling', watched, columns, stage.crawlsAtOnce, crawlUses, network)
    const { canary } = new Canary(this, 'Canary', crawling, publicUrl, { RECORD: record.writeCanary, SETTINGS: settings })
    const publishing = new Publishing(this, 'Publishing', announcements, {
      TABLE: archive.readAndKeepRecordBooks,
      SNAPSHOTS: archive.readLargeSnapshots,
      RECORD: record.write,
      SETTINGS: settings,
    })
    const { digest } = new Digests(this, 'Digests', {
      TABLE: archive.makeDigests,
      AUDIENCES_TOPIC: announcements.tellAudiences,
      SETTINGS: settings,
    })
    const signing = new Signing(this, 'Signing')
    const { checkpoint } = new Checkpoints(this, 'Checkpoints', {
      TABLE: archive.makeCheckpoints,
      CHECKPOINT_KEY: signing.derive,
      SETTINGS: settings,
    })
    const operators = new Operators(this, 'Operators', record.address && publicUrl)
    const { overdue } = new Overdue(this, 'Overdue', watched.everyMs / 60_000, {
      TABLE: archive.countOverdue,
      COLUMNS: columns.read,
      OPERATORS_TOPIC: operators.tell,
      SETTINGS: settings,
    })
    const webhookUses = {
      CRAWL: crawling.startWaiting,
      SIGNING_KEY: signing.derive,
      OPERATORS_TOPIC: operators.tell,
      SETTINGS: settings,
    }
    const webhooks = new Webhooks(this, 'Webhooks', announcements, archive, webhookUses, network)

    const { deliver, dispatch, sweep, dispatched, deliveries } = webhooks
    const watchedOver = {
      watched,
      functions: {
        crawl: crawling.crawl,
        publish: publishing.publish,
        dispatch,
        deliver,
        sweep,
        digest,
        checkpoint,
        canary,
        overdue,
      },
      queues: { publish: publishing.queue, dispatch: dispatched, deliver: deliveries },
    }
    new Alarms(this, 'Alarms', operators, watchedOver)
    new Overview(this, 'Overview', operators.alarms, watchedOver)

    this.#tell(OUTPUTS.table, archive.table.tableName, 'The table of ledgers and snapshots')
    this.#tell(OUTPUTS.snapshots, archive.snapshots.bucketName, 'The bucket of snapshots that outgrow a row of the table')
    this.#tell(OUTPUTS.publicUrl, publicUrl, 'Where the public record is read')
    this.#tell(OUTPUTS.record, record.bucket.bucketName, 'The bucket of the public record')
    this.#tell(OUTPUTS.events, announcements.events.topicArn, 'Events as JSON: subscribe a queue or a function')
    this.#tell(OUTPUTS.mail, announcements.mail.topicArn, 'What happened, as text: subscribe an e-mail address')
    this.#tell(OUTPUTS.audiences, announcements.audiences.topicArn, 'What happened, as text: `letterwatch mail add` subscribes')
    this.#tell(OUTPUTS.operators, operators.topic.topicArn, 'What is wrong, as text')
    this.#tell(OUTPUTS.deliveries, webhooks.deliveries.queue.queueUrl, 'The queue whose messages wake deliveries')
    this.#tell(OUTPUTS.publishQueue, publishing.queue.queue.queueUrl, 'The queue that has columns published')
    this.#tell(OUTPUTS.dispatchQueue, dispatched.queue.queueUrl, 'The queue that begins deliveries')
    this.#tell(OUTPUTS.signingKey, signing.key.secretArn, 'The key from which those of webhooks and checkpoints are derived')
  }

  #tell(name: Output, value: string, description: string): void {
    new CfnOutput(this, name, { value, description })
  }
}
