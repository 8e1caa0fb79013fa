import { chainPage } from '../../shared/pages/chain-page.ts'
import { rulesPage } from '../../shared/pages/rules-page.ts'
import { FEED_STYLE, STYLE } from '../../shared/pages/style.ts'
import type { RecordFile } from '../../shared/record.ts'
import { schemaFiles } from '../../shared/schemas.ts'
import { browserFiles } from './browser-files.ts'

/** The files of the record that depend on no ledger. */
export function fixedFiles(publicUrl: string): RecordFile[] {
  return [
    { path: 'style.css', body: STYLE },
    { path: 'feed.css', body: FEED_STYLE },
    rulesPage(),
    chainPage(),
    ...browserFiles(),
    ...schemaFiles(publicUrl),
  ]
}
