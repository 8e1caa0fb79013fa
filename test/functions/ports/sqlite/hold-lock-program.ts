import { openProcesses } from '../../../../functions/ports/sqlite/processes.ts'

/** A process that takes its name in a data folder, prints it, and stays until it is ended. */
process.stdout.write(openProcesses(process.argv[2] ?? '').self())
setInterval(() => undefined, 60_000)
