import { App, Stage as Environment, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { expect, test } from 'vitest'
import { LetterwatchStack } from '../../../infra/aws/stack.ts'
import { type Stage, STAGES } from '../../../infra/aws/stages.ts'
import type { Watched } from '../../../infra/aws/watched.ts'

const column = { id: 'one', name: '虚构栏目', authority: '虚构委员会', url: 'http://127.0.0.1/one/' }
const WATCHED: Watched = { columns: [column], everyMs: 900_000, settings: { publicUrl: 'https://record.example' } }
const account = '000000000000'
/** Options that are off in every stage. */
const ALL = { fixedAddress: true, snapshotsLockedDays: 400 }
const OWN_DOMAIN = { domain: 'record.example', certificate: `arn:aws:acm:us-east-1:${account}:certificate/record` }

/** What Lambda lacks in China, by _Amazon Lambda_ in _Getting Started with Amazon Web Services in China_ (read on 2026-11-25), and CloudFront. */
const LACKING = /AWS::CloudFront|AWS::Lambda::Url|TracingConfig|xray:|ProvisionedPollerConfig|MetricsConfig|SnapStart|arn:aws:/

/** Every rule is asked at once: a rule or a schema that is broken makes synthesis throw. `cdk synth` asks them of the stage that it is told. */
test('every option keeps the rules of cdk-nag and the schemas of CloudFormation, and in Beijing nothing is what China lacks', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  const inRegion = (region: string, stage: Stage) => {
    const there = new Environment(app, region, { env: { region, account } })
    new LetterwatchStack(there, WATCHED, { ...stage, ...ALL })
    return there
  }
  const beijing = inRegion('cn-north-1', STAGES.china)
  inRegion('eu-central-1', { ...STAGES.production, front: OWN_DOMAIN })
  const [made] = app.synth().getNestedAssembly(beijing.artifactId).stacks
  const template = JSON.stringify(made?.template)
  expect(template).toContain('cn-north-1')
  expect(template).not.toMatch(LACKING)
})
