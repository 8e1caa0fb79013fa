import { Command, CommanderError, Option } from 'commander'
import { BAD_USAGE, printError } from '../errors.ts'

/** Runs the command line `words`: prints to stdout and stderr, and sets the exit code of this process unless it is 0. */
export async function runProgram(words: string[]): Promise<void> {
  const program = describeProgram()
  try {
    await addCommands(program, words)
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) process.exitCode = printError(error)
    else if (error.exitCode !== 0) process.exitCode = BAD_USAGE
  }
}

function describeProgram(): Command {
  return new Command('letterwatch')
    .description('Watches the columns where offices publish their replies, keeps every letter, and announces when one changes.')
    .option('--config <file>', 'what to watch', 'letterwatch.json')
    .option('--data <dir>', 'the data folder', '.letterwatch/')
    .addOption(new Option('--stack <name>', 'the stack of this name on AWS, instead of --data').conflicts('data'))
    .option('--table <name>', 'with --stack: another table than the stack’s own, such as one restored to a point in time')
    .option('--json', 'print one JSON value on stdout')
    .exitOverride()
    .configureOutput({ writeErr: (text) => void process.stderr.write(text.replace(/^error: /, 'letterwatch: ')) })
}

/** Adds the named command, or all of them. Each loads libraries that the others do not need. */
async function addCommands(program: Command, words: string[]): Promise<void> {
  const [named = ''] = program.parseOptions(words).operands
  const load = COMMANDS.get(named)
  for (const each of load ? [load] : new Set(COMMANDS.values())) (await each())(program)
}

const backUp = async () => (await import('./commands/back-up.ts')).addBackUpCommands
const decisions = async () => (await import('./commands/decide.ts')).addDecisionCommands

/** The module of each command, in the order of the help. */
const COMMANDS = new Map<string, () => Promise<(program: Command) => void>>(
  Object.entries({
    preview: async () => (await import('./commands/preview.ts')).addPreviewCommand,
    column: async () => (await import('./commands/column.ts')).addColumnCommand,
    crawl: async () => (await import('./commands/crawl.ts')).addCrawlCommand,
    start: async () => (await import('./commands/start.ts')).addStartCommand,
    endpoint: async () => (await import('./commands/endpoint.ts')).addEndpointCommand,
    delivery: async () => (await import('./commands/delivery.ts')).addDeliveryCommand,
    mail: async () => (await import('./commands/mail.ts')).addMailCommand,
    history: async () => (await import('./commands/history.ts')).addHistoryCommand,
    show: async () => (await import('./commands/show.ts')).addShowCommand,
    held: decisions,
    release: decisions,
    discard: decisions,
    verify: async () => (await import('./commands/verify.ts')).addVerifyCommand,
    rebuild: async () => (await import('./commands/rebuild.ts')).addRebuildCommand,
    backup: backUp,
    restore: backUp,
    redrive: async () => (await import('./commands/redrive.ts')).addRedriveCommand,
    export: async () => (await import('./commands/export.ts')).addExportCommand,
  }),
)
