import { SQSClient } from '@aws-sdk/client-sqs'
import type { Command } from 'commander'
import { counted } from '../../../shared/text/counted.ts'
import { UsageError } from '../../errors.ts'
import { redrive } from '../redrive.ts'
import { withStack } from '../session.ts'

export function addRedriveCommand(program: Command): void {
  program
    .command('redrive')
    .argument('[queue]', 'publish, dispatch or deliver; all three when absent')
    .description('with --stack: moves dead letters back into the queue in which they failed')
    .action((queue: string | undefined, _options: unknown, command: Command) =>
      withStack(command, async ({ installation: { queues }, say, answer }) => {
        const chosen = Object.entries(queues).filter(([name]) => queue === undefined || name === queue)
        if (chosen.length === 0)
          throw new UsageError(`Cannot redrive "${queue ?? ''}": the queues are ${Object.keys(queues).join(', ')}`)
        const sqs = new SQSClient({})
        const moved: Record<string, number> = {}
        for (const [name, url] of chosen) moved[name] = await redrive(sqs, url)
        answer(moved)
        say(
          Object.entries(moved)
            .map(([name, count]) => `${name}: ${counted(count, 'message')} moved back`)
            .join('\n'),
        )
      }),
    )
}
