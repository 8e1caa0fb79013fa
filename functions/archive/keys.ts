/**
 * The partitions of the store. One that ends in `#` is a prefix, which the id of a column, host, endpoint or snapshot completes. The
 * permissions of functions on AWS are given by these names.
 */
export const PARTITIONS = {
  /** One row an entry, by sequence. */
  ledger: 'ledger#',
  /** One row a snapshot, or several for a large one. */
  snapshot: 'snapshot#',
  /** The cache that a crawl starts from. */
  crawlState: 'crawl-state#',
  /** The site state of each column: its manifest and its parts. */
  siteManifests: 'site-manifests',
  siteParts: 'site-parts#',
  /** The last crawl report of each column, and when the column was crawled. */
  crawlReports: 'crawl-reports',
  /** How far a column's events have been announced. */
  cursor: 'cursor#',
  /** Who may send requests to a host, which columns wait for it, and its robots.txt. */
  leases: 'leases',
  waiting: 'waiting#',
  robots: 'robots',
  /** Which process on one machine does what only one may do at a time. */
  locks: 'locks',
  endpoints: 'endpoints',
  deliveries: 'deliveries#',
  subscribers: 'subscribers',
  digests: 'digests',
  checkpoints: 'checkpoints',
  checkpointKeys: 'checkpoint-keys',
  timestamps: 'checkpoint-timestamps',
  overdue: 'overdue',
} as const

export type Partition = keyof typeof PARTITIONS
type Prefix = { [P in Partition]: (typeof PARTITIONS)[P] extends `${string}#` ? P : never }[Partition]

/** The partition key of what the store holds of `id`. */
export function partitionOf(prefix: Prefix, id: string): string {
  return PARTITIONS[prefix] + id
}

/** The id that completes the prefix in the partition key `pk`, or undefined when that is another partition. */
export function idIn(prefix: Prefix, pk: string): string | undefined {
  return pk.startsWith(PARTITIONS[prefix]) ? pk.slice(PARTITIONS[prefix].length) : undefined
}

/** The pattern of a partition's keys, for `dynamodb:LeadingKeys` in a policy of IAM. */
export function keyPattern(partition: Partition): string {
  const name = PARTITIONS[partition]
  return name.endsWith('#') ? `${name}*` : name
}
