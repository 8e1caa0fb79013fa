import { RUNBOOK_PATH } from '../../shared/record.ts'

/** The articles of the runbook to which alarms lead. */
export const ARTICLES = [
  'no-complete-crawl',
  'the-listing-shrank',
  'letters-cannot-be-read',
  'a-column-is-held',
  'letters-are-read-in-another-way',
  'events-wait-to-be-told',
  'the-record-is-not-fresh',
  'deliveries-are-dead',
  'an-endpoint-was-disabled',
  'dead-letters',
  'the-sweep-fails',
  'the-digests-fail',
  'the-checkpoint-fails',
  'the-canary-is-late',
] as const
export type Article = (typeof ARTICLES)[number]

/** The articles to which no alarm leads, each with what does. */
export const OTHER_CAUSES: Record<string, string> = {
  'a-page-is-flapping': 'a problem in the report of a crawl',
  'mail-waits': 'the line that `crawl` prints on one machine',
  'verify-says-broken': 'the command `verify`',
  'something-was-lost': 'an operator',
}

/**
 * What the mail of an alarm says last: where its `article` is read in the record at `address`, if this stage shows it to the world, and under
 * which heading of the file it stands.
 */
export function whereToRead(article: Article, address: string | undefined): string {
  const heading = article.charAt(0).toUpperCase() + article.slice(1).replaceAll('-', ' ')
  const file = `docs/runbook.md, "${heading}"`
  return address === undefined ? file : `${address.replace(/\/*$/, '')}/${RUNBOOK_PATH}#${article} (${file})`
}
