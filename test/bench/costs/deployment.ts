import { App } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import type { Configuration } from '../../../infra/aws/configuration.ts'
import { LetterwatchStack } from '../../../infra/aws/stack.ts'
import { STAGES } from '../../../infra/aws/stages.ts'
import type { Counted, Asked } from './count.ts'
import { askedAtMost, type Declared, ofCanary, ofColumn, ofDeployment } from './month.ts'
import { type Amounts, type Item, ITEMS } from './prices.ts'

/** What a deployment asks for in a month: `everything`, of which the canary is part, and what it is if Lambda is `busy` at every queue. */
export type Deployment = {
  columns: number
  minutes: number
  declared: Declared
  everything: Amounts
  busy: Amounts
  canary: Amounts
}

const SQS: Item = 'SQS, requests'

/** What production asks for, deployed with `configuration`, each column of 100 letters as `crawls` were counted. */
export function deploymentOf(
  configuration: Configuration,
  crawls: { unchanged: Counted; edited: Counted },
  hour: { turned: Asked; edited: Counted },
): Deployment {
  const declared = declaredFor(configuration)
  const minutes = configuration.everyMs / 60_000
  const [shared, canary, column] = [ofDeployment(declared), ofCanary(hour), ofColumn(crawls, 100, minutes)]
  const columns = configuration.columns.length
  const everything = Object.fromEntries(
    ITEMS.map((item) => [item, (shared[item] ?? 0) + (canary[item] ?? 0) + columns * (column[item] ?? 0)]),
  ) as Amounts
  const busy = { ...everything, [SQS]: (everything[SQS] ?? 0) + askedAtMost(declared) }
  return { columns, minutes, declared, everything, busy, canary }
}

/** What the template declares that is paid for by being there. The alarm of the canary is counted with it. */
function declaredFor(configuration: Configuration): Declared {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false })
  const template = Template.fromStack(new LetterwatchStack(app, configuration, STAGES.production))
  const countOf = (type: string, props = {}) => Object.keys(template.findResources(type, props)).length
  return {
    queues: countOf('AWS::Lambda::EventSourceMapping'),
    bounded: countOf('AWS::Lambda::EventSourceMapping', { Properties: { ScalingConfig: Match.anyValue() } }),
    alarms: countOf('AWS::CloudWatch::Alarm') - 1,
    secrets: countOf('AWS::SecretsManager::Secret'),
  }
}
