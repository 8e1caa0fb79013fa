/** What the person at the command line can mend: told in one line, without a stack; exit code 2. */
export class UsageError extends Error {}

/** Exit codes of the contract: 0 done, 1 the work failed, 2 bad usage or configuration. */
export const BAD_USAGE = 2

/**
 * Tells what went wrong in one line on stderr, and returns the exit code for it. Also hears what is thrown out of anybody's reach: the
 * embedded table does that when the disk is full. What it accepted before is whole.
 */
export function tellInOneLine(error: unknown): number {
  process.stderr.write(`letterwatch: ${(error as Error).message.replace(/\s+/g, ' ')}\n`)
  return error instanceof UsageError ? BAD_USAGE : 1
}

export function endOnUncaught(): void {
  process.once('uncaughtException', (error) => process.exit(tellInOneLine(error)))
}
