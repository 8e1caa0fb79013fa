import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { canaryColumn } from '../../shared/site/canary.ts'
import { type Output, OUTPUTS } from '../outputs.ts'
import { Announcements, Digests, publishTo } from './announcements.ts'
import { Archive } from './archive.ts'
import { binding } from './binding.ts'
import { type Configuration, publicUrlOf, settingsJson } from './configuration.ts'
import { ColumnList, Crawling } from './crawling.ts'
import { FixedAddress } from './fixed-address.ts'
import { Alarms } from './monitoring/alarms.ts'
import { MonitoringDashboard } from './monitoring/dashboard.ts'
import { Canary, Overdue } from './monitoring/health-checks.ts'
import { Operators } from './monitoring/operators.ts'
import { PublicRecord, Publishing } from './public-record.ts'
import { Checkpoints, Signing } from './signing.ts'
import type { Stage } from './stages.ts'
import { Webhooks } from './webhooks.ts'

/** All of letterwatch on AWS. */
export class LetterwatchStack extends Stack {
  constructor(scope: Construct, configuration: Configuration, stage: Stage) {
    super(scope, stage.stack, {
      description: 'letterwatch: watches government disclosure columns and announces what changes',
    })
    const { everyMs } = configuration
    const archive = new Archive(this, 'Archive', stage)
    const announcements = new Announcements(this, 'Announcements')
    const record = new PublicRecord(this, 'Record', stage.front)
    const signing = new Signing(this, 'Signing')
    const operators = new Operators(this, 'Operators')
    const columns = new ColumnList(this, 'Columns', configuration.columns)
    const network = stage.fixedAddress ? new FixedAddress(this, 'FixedAddress').network : {}
    const publicUrl = publicUrlOf(configuration, record.address)
    const SETTINGS = binding(settingsJson(configuration, publicUrl))

    const crawlBindings = {
      TABLE: archive.rowsFor('crawl'),
      SNAPSHOTS_BUCKET: archive.snapshotsFor('crawl'),
      EVENTS_TOPIC: publishTo(announcements.events),
      MAIL_TOPIC: publishTo(announcements.mail),
      AUDIENCES_TOPIC: publishTo(announcements.audiences),
      SETTINGS,
    }
    const crawling = new Crawling(this, 'Crawling', configuration, columns, stage.maxConcurrentCrawls, crawlBindings, network)
    const publishing = new Publishing(this, 'Publishing', announcements, {
      TABLE: archive.rowsFor('publish'),
      SNAPSHOTS_BUCKET: archive.snapshotsFor('publish'),
      RECORD_BUCKET: record.write,
      SETTINGS,
    })
    const { digest } = new Digests(this, 'Digests', {
      TABLE: archive.rowsFor('digest'),
      AUDIENCES_TOPIC: publishTo(announcements.audiences),
      SETTINGS,
    })
    const { checkpoint } = new Checkpoints(this, 'Checkpoints', {
      TABLE: archive.rowsFor('checkpoint'),
      SIGNING_KEY: signing.read,
      SETTINGS,
    })
    const webhookBindings = {
      dispatch: { TABLE: archive.rowsFor('dispatch'), SETTINGS },
      deliver: {
        TABLE: archive.rowsFor('deliver'),
        SIGNING_KEY: signing.read,
        OPERATORS_TOPIC: operators.notify,
        SETTINGS,
      },
      sweep: { TABLE: archive.rowsFor('sweep'), CRAWL_FUNCTION: crawling.start },
    }
    const webhooks = new Webhooks(this, 'Webhooks', announcements, webhookBindings, network)

    const { overdue } = new Overdue(this, 'Overdue', everyMs / 60_000, {
      TABLE: archive.rowsFor('overdue'),
      COLUMNS: columns.read,
      OPERATORS_TOPIC: operators.notify,
      SETTINGS,
    })
    const { canary } = new Canary(this, 'Canary', crawling.targetFor(canaryColumn(publicUrl)), {
      RECORD_BUCKET: record.writeCanary,
      SETTINGS,
    })
    const { crawl } = crawling
    const { publish } = publishing
    const { dispatch, deliver, sweep, dispatchQueue, deliveriesQueue } = webhooks
    const monitored = {
      everyMs,
      functions: { crawl, publish, dispatch, deliver, sweep, digest, checkpoint, canary, overdue },
      queues: { publish: publishing.queue, dispatch: dispatchQueue, deliver: deliveriesQueue },
    }
    const alarms = new Alarms(this, 'Alarms', operators, monitored, record.address && publicUrl)
    new MonitoringDashboard(this, 'Dashboard', alarms.all, monitored)

    this.#output(OUTPUTS.table, archive.table.tableName, 'The table of ledgers and snapshots')
    this.#output(OUTPUTS.snapshots, archive.snapshots.bucketName, 'The bucket of snapshots that are too large for a row')
    this.#output(OUTPUTS.publicUrl, publicUrl, 'The address of the public record')
    this.#output(OUTPUTS.record, record.bucket.bucketName, 'The bucket of the public record')
    this.#output(OUTPUTS.events, announcements.events.topicArn, 'Events as JSON: subscribe a queue or a function')
    this.#output(OUTPUTS.mail, announcements.mail.topicArn, 'Events as text: subscribe an e-mail address')
    this.#output(OUTPUTS.audiences, announcements.audiences.topicArn, 'Events as text: `letterwatch mail add` subscribes')
    this.#output(OUTPUTS.operators, operators.topic.topicArn, 'Alarms and notifications as text')
    this.#output(OUTPUTS.deliveries, deliveriesQueue.queue.queueUrl, 'The queue of deliveries that are due')
    this.#output(OUTPUTS.publishQueue, publishing.queue.queue.queueUrl, 'The queue of columns to publish')
    this.#output(OUTPUTS.dispatchQueue, dispatchQueue.queue.queueUrl, 'The queue of events to deliver')
    this.#output(OUTPUTS.signingKey, signing.key.secretArn, 'The key from which those of webhooks and checkpoints are derived')
  }

  #output(name: Output, value: string, description: string): void {
    new CfnOutput(this, name, { value, description })
  }
}
