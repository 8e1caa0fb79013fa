#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander'
import { addBackUpCommands } from './commands/back-up.ts'
import { addCrawlCommand } from './commands/crawl.ts'
import { addDecisionCommands } from './commands/decide.ts'
import { addDeliveryCommand } from './commands/delivery.ts'
import { addEndpointCommand } from './commands/endpoint.ts'
import { addExportCommand } from './commands/export.ts'
import { addHistoryCommand } from './commands/history.ts'
import { addMailCommand } from './commands/mail.ts'
import { addRebuildCommand } from './commands/rebuild.ts'
import { addRedriveCommand } from './commands/redrive.ts'
import { addShowCommand } from './commands/show.ts'
import { addStartCommand } from './commands/start.ts'
import { addVerifyCommand } from './commands/verify.ts'
import { BAD_USAGE, endOnUncaught, tellInOneLine } from './tell-in-one-line.ts'

const program = new Command('letterwatch')
  .description(
    'Watches the columns where offices publish their replies, keeps every letter, and tells people when one changes.',
  )
  .option('--config <file>', 'what to watch', 'letterwatch.json')
  .option('--data <dir>', 'where everything is kept', '.letterwatch/')
  .addOption(new Option('--stack <name>', 'what was deployed under this name on AWS, instead of --data').conflicts('data'))
  .option('--table <name>', 'with --stack: another table than its own, as one restored to a point in time')
  .option('--json', 'one JSON value on stdout and nothing else')
  .exitOverride()
  .configureOutput({ writeErr: (text) => void process.stderr.write(text.replace(/^error: /, 'letterwatch: ')) })

for (const add of [
  addCrawlCommand,
  addStartCommand,
  addEndpointCommand,
  addDeliveryCommand,
  addMailCommand,
  addHistoryCommand,
  addShowCommand,
  addDecisionCommands,
  addVerifyCommand,
  addRebuildCommand,
  addBackUpCommands,
  addRedriveCommand,
  addExportCommand,
])
  add(program)

endOnUncaught()
try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : BAD_USAGE
  else process.exitCode = tellInOneLine(error)
}
