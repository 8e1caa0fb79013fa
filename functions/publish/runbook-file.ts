import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RecordFile, RUNBOOK_PATH } from '../../shared/record.ts'

/** The runbook for operators, where deploying has put it among the scripts: to it lead the mails of alarms, which one machine does not send. */
export function runbookFile(): RecordFile[] {
  const file = join(import.meta.dirname, 'browser', RUNBOOK_PATH)
  return existsSync(file) ? [{ path: RUNBOOK_PATH, body: readFileSync(file, 'utf8') }] : []
}
