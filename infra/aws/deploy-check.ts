import { App } from 'aws-cdk-lib'
import { parseArgs } from 'node:util'
import { deployReport, Template } from './deploy-report.ts'
import { LetterwatchStack } from './stack.ts'
import { stageCalled } from './stages.ts'
import { readWatched } from './watched.ts'

/** So many columns are named; more, nobody would read. */
const NAMED = 20

/** Says what deploying would create and what each part may do. Nothing is created, nobody is asked: it needs no account. */
function check(): string[] {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string', default: 'production' },
      configuration: { type: 'string', default: 'letterwatch.json' },
    },
  })
  const stage = stageCalled(values.stage)
  const watched = readWatched(values.configuration)
  // Nothing is bundled, and `cdk synth` checks against CloudFormation's schemas and cdk-nag's rules.
  const app = new App({
    context: { 'aws:cdk:bundling-stacks': [], 'aws:cdk:enable-path-metadata': true, '@aws-cdk/aws-iam:minimizePolicies': true },
    builtinCloudFormationValidation: false,
  })
  new LetterwatchStack(app, watched, stage)
  const template = Template.parse(app.synth().getStackByName(stage.stack).template)
  const columns = watched.columns.slice(0, NAMED).map(({ id, name, url }) => `  ${id}: ${name}, ${url}`)
  const others = watched.columns.length - columns.length
  return [
    `${stage.stack}, as the stage ${values.stage} of ${values.configuration} would be deployed. Nothing has been created.`,
    `Watches every ${watched.everyMs / 60_000} minutes:`,
    ...columns,
    ...(others > 0 ? [`  and ${others} others`] : []),
    ...deployReport(template),
  ]
}

try {
  process.stdout.write(`${check().join('\n')}\n`)
} catch (error) {
  process.stderr.write(`letterwatch: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
