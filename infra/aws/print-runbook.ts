import { readRunbook, runbookPage } from './runbook-page.ts'

// Prints the page to which the mails of alarms lead: bundling puts it beside the function that publishes.
process.stdout.write(runbookPage(readRunbook()))
