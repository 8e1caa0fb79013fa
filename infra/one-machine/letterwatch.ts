#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { addCrawlCommand } from './commands/crawl.ts'
import { addDecisionCommands } from './commands/decide.ts'
import { addDeliveryCommand } from './commands/delivery.ts'
import { addEndpointCommand } from './commands/endpoint.ts'
import { addHistoryCommand } from './commands/history.ts'
import { addRebuildCommand } from './commands/rebuild.ts'
import { addShowCommand } from './commands/show.ts'
import { addStartCommand } from './commands/start.ts'
import { addVerifyCommand } from './commands/verify.ts'
import { UsageError } from './usage-error.ts'

/** Exit codes of the contract: 0 done, 1 the work failed, 2 bad usage or configuration. */
const BAD_USAGE = 2

const program = new Command('letterwatch')
  .description(
    'Watches the columns where offices publish their replies, keeps every letter, and tells people when one changes.',
  )
  .option('--config <file>', 'what to watch', 'letterwatch.json')
  .option('--data <dir>', 'where everything is kept', '.letterwatch/')
  .option('--json', 'one JSON value on stdout and nothing else')
  .exitOverride()
  .configureOutput({ writeErr: (text) => void process.stderr.write(text.replace(/^error: /, 'letterwatch: ')) })

for (const add of [
  addCrawlCommand,
  addStartCommand,
  addEndpointCommand,
  addDeliveryCommand,
  addHistoryCommand,
  addShowCommand,
  addDecisionCommands,
  addVerifyCommand,
  addRebuildCommand,
])
  add(program)

// The embedded table throws out of anybody's reach when the disk is full: that too is one line. What it accepted before is whole.
process.once('uncaughtException', (error) => {
  tell(error)
  process.exit(1)
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
  if (!(error instanceof CommanderError)) tell(error)
}

function tell(error: unknown): void {
  process.stderr.write(`letterwatch: ${(error as Error).message}\n`)
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_USAGE
  return error instanceof UsageError ? BAD_USAGE : 1
}
