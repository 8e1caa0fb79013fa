/** Where operators find the runbook: in this repository. Put the address of yours here, and the mails of alarms link to it. */
const RUNBOOK = 'docs/runbook.md'

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

export const articleAddress = (article: Article): string => `${RUNBOOK}#${article}`
