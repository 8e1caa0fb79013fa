import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordFile } from '../../shared/record.ts'

/**
 * The scripts of the record's pages, and the verifier for its readers, lie in `browser/` beside this file, and beside the bundle, and
 * are served as they lie there.
 */
const SCRIPTS = ['language.js', 'filters.js', 'sorting.js', 'changes.js', 'search.js', 'terms.js', 'verify-ledger.mjs']

/** The scripts that the record's pages ask for, and the one that readers run themselves. */
export function browserFiles(): RecordFile[] {
  return SCRIPTS.map((path) => ({ path, body: readFileSync(join(import.meta.dirname, 'browser', path), 'utf8') }))
}
