import { App } from 'aws-cdk-lib'
import { LetterwatchStack } from './stack.ts'
import { readWatched } from './watched.ts'

new LetterwatchStack(new App(), 'letterwatch', readWatched('letterwatch.json'))
