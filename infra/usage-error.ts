/** What the person at the command line can mend: told in one line, without a stack; exit code 2. */
export class UsageError extends Error {}
