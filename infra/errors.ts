/** An error that the user can correct: printed in one line, without a stack; exit code 2. */
export class UsageError extends Error {}

/** Exit codes of the contract: 0 done, 1 the work failed, 2 bad usage or configuration. */
export const BAD_USAGE = 2

/**
/** Prints an error in one line on stderr, and returns the exit code for it. */
export function printError(error: unknown): number {
  process.stderr.write(`letterwatch: ${(error as Error).message.replace(/\s+/g, ' ')}\n`)
  return error instanceof UsageError ? BAD_USAGE : 1
}

/** Ends the process with one line for an error that no caller catches, as of a stream when the disk is full. */
export function endOnUncaught(): void {
  process.once('uncaughtException', (error) => process.exit(printError(error)))
}
