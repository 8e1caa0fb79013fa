import * as z from 'zod/mini'
import { ReadPins } from './template.ts'

/** The record has folders of these names that are no column's. */
const TAKEN = ['all', 'checkpoints', 'schemas', 'snapshots', 'topics']

/** The id of the column that letterwatch edits itself, to test that an edit appears in its feed. Readers are not shown it. */
export const CANARY = 'canary'

/** A published list on one authority's site that we watch. Its address may be http and private: the operator chose it. */
export const Column = z.strictObject({
  id: z.string().check(
    z.regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be 1 to 32 of a-z, 0-9 and -'),
    z.refine((id) => !TAKEN.includes(id), `must not be ${TAKEN.join(', ')}: the record uses these names`),
    z.describe('Name of the column in addresses and ids; never change it'),
  ),
  name: z.string().check(z.minLength(1), z.describe('Name of the column, as readers see it')),
  authority: z.string().check(z.minLength(1), z.describe('Office that publishes the column')),
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .check(z.describe('Address of the first page of the list')),
  read: z.optional(ReadPins.check(z.describe('CSS selectors that replace what is learned from the pages'))),
})
export type Column = z.infer<typeof Column>

/** A column that a configuration may name. */
export const ConfiguredColumn = Column.check(
  z.refine(({ id }) => id !== CANARY, {
    path: ['id'],
    error: `must not be ${CANARY}: letterwatch tests itself under this name`,
  }),
)
