import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { LetterwatchStack } from './stack.ts'
import { stageCalled } from './stages.ts'
import { readWatched } from './watched.ts'

const app = new App()
const stage = stageCalled(String(app.node.tryGetContext('stage') ?? 'production'))
new LetterwatchStack(app, readWatched(stage.configuration), stage)
Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
