import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { readConfigurationFile } from './configuration.ts'
import { LetterwatchStack } from './stack.ts'
import { stageCalled } from './stages.ts'

const app = new App()
const stage = stageCalled(String(app.node.tryGetContext('stage') ?? 'production'))
const file = String(app.node.tryGetContext('configuration') ?? 'letterwatch.json')
new LetterwatchStack(app, readConfigurationFile(file), stage)
Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
