import { chainPage } from '../../shared/site/chain-page.ts'
import { rulesPage } from '../../shared/site/rules-page.ts'
import { FEED_STYLE, STYLE } from '../../shared/site/style.ts'
import type { RecordFile } from '../../shared/record.ts'
import { schemaFiles } from '../../shared/site/schemas.ts'
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
