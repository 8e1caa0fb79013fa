import { App, Stage as Environment, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { expect, test } from 'vitest'
import { LetterwatchStack } from '../../../infra/aws/stack.ts'
import { type Stage, STAGES } from '../../../infra/aws/stages.ts'
import { columns } from './stack-template.ts'

const account = '000000000000'
/** Options that no stage of ours uses. */
const ALL = { fixedAddress: true, snapshotsLockedDays: 400 }
const OWN_DOMAIN = { domain: 'record.example', certificate: `arn:aws:acm:us-east-1:${account}:certificate/record` }

/** What Lambda lacks in China, by _Amazon Lambda_ in _Getting Started with Amazon Web Services in China_ (read on 2026-11-25), and CloudFront. */
const LACKING = /AWS::CloudFront|AWS::Lambda::Url|TracingConfig|xray:|ProvisionedPollerConfig|MetricsConfig|SnapStart|arn:aws:/

/** Synthesis throws when a rule or a schema is broken. All stacks are in one app, because loading rules and schemas takes most of the time. */
test('every option passes the rules of cdk-nag and the schemas of CloudFormation, and Beijing uses nothing that China lacks', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  const inRegion = (region: string, stage: Stage, count: number) => {
    const environment = new Environment(app, region, { env: { region, account } })
    const settings = { publicUrl: 'https://record.example' }
    new LetterwatchStack(environment, { columns: columns(count), everyMs: 900_000, settings }, { ...stage, ...ALL })
    return environment
  }
  const beijing = inRegion('cn-north-1', STAGES.china, 1)
  inRegion('eu-central-1', { ...STAGES.production, front: OWN_DOMAIN }, 151)
  const [made] = app.synth().getNestedAssembly(beijing.artifactId).stacks
  const template = JSON.stringify(made?.template)
  expect(template).toContain('cn-north-1')
  expect(template).not.toMatch(LACKING)
})
