import type { Column } from '../../../shared/column.ts'
import { makePreview } from '../../../shared/extract/preview/make-preview.ts'
import type { Preview, PreviewedColumn } from '../../../shared/extract/preview/preview.ts'
import { type Choice, proposeColumn } from '../../../shared/extract/preview/propose-column.ts'
import type { Settings } from '../../../shared/settings.ts'
import type { Machine } from '../../local/machine.ts'
import { visitSite } from '../../local/visit-site.ts'
import { missingContact } from '../../contact.ts'
import { notice, type Session } from '../session.ts'
import { fetchColumn, type RobotsPreview } from './fetch-column.ts'
import { isPage } from './fetch-listing.ts'

/** A preview, the column as it is configured or as it is proposed, and what was asked of the site. */
type PreviewOfSite = { preview: Preview; column: Column; robots: RobotsPreview | undefined; requests: number }

/**
 * Fetches and reads the column whose listing is at `url`, with the selectors that are configured for it. `chosen` goes before what is
 * proposed. Throws a UsageError when the address is wrong, an Error when the site cannot be read.
 */
export async function previewColumn(session: Session<Machine>, url: string, chosen: Choice = {}): Promise<PreviewOfSite> {
  const { installation: machine, configuration, isJson } = session
  const { settings, clock } = machine.ports
  const configured = configuration.columns.find((column) => column.url === url)
  const visited: PreviewedColumn = configured ?? { url }
  const progress = openProgress(isJson)
  const known = { id: 'preview', name: url, authority: url, url }
  const fetched = await visitSite(configured ?? known, machine, notice, ({ site, robots }) =>
    fetchColumn(visited, { site, robots, clock, confirmAfterMs: settings.confirmAfterMs, progress: progress.show }),
  ).finally(progress.clear)
  const made = makePreview(fetched)
  const preview = { ...made, doubts: [...made.doubts, ...contactDoubts(settings, url)] }
  const pages = fetched.letters.flatMap(({ page }) => (isPage(page) ? [page] : []))
  const sources = made.letters.flatMap((letter) => (letter.outcome === 'read' ? (letter.letter.source ?? []) : []))
  const taken = new Set(configuration.columns.map(({ id }) => id))
  const column = configured ?? proposeColumn({ url, listing: fetched.first, letters: pages, sources }, taken, chosen)
  return { preview, column, robots: fetched.robots, requests: fetched.requests }
}

function contactDoubts(settings: Settings, url: string): Preview['doubts'] {
  if (missingContact(settings, [url]) === undefined) return []
  const todo = 'Set "contact" in the configuration to your own address or page before the first crawl.'
  return [{ what: 'The office cannot reach you: "contact" is the example’s', todo }]
}

/** Prints on a terminal what is being fetched, in one line that is cleared in the end. */
function openProgress(isQuiet: boolean, terminal: NodeJS.WriteStream = process.stderr) {
  const isShown = terminal.isTTY && !isQuiet
  return {
    show: (step: string): void => {
      if (isShown) terminal.write(`\r\x1b[Kfetching ${step}`)
    },
    clear: (): void => {
      if (isShown) terminal.write('\r\x1b[K')
    },
  }
}
