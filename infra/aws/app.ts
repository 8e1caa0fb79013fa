import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { LetterwatchStack } from './stack.ts'
import { stageCalled } from './stages.ts'
import { readWatched } from './watched.ts'

const app = new App()
const stage = stageCalled(String(app.node.tryGetContext('stage') ?? 'production'))
const file = String(app.node.tryGetContext('configuration') ?? 'letterwatch.json')
new LetterwatchStack(app, readWatched(file), stage)
Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
