import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import {
  ColumnSummary,
  HistoryStep,
  LetterUpdate,
  SiteLetter,
  type SiteState,
  summarizeColumn,
} from '../../shared/ledger/site-state.ts'
import type { Range, Row, Store } from '../ports/store/store.ts'
import { compress, compressJson, decompress, decompressJson } from './compress.ts'
import { PARTITIONS, partitionOf } from './keys.ts'

/** How far a publication that has not ended has come: the record `basis` has the files for the entries up to `sequence`. */
const Progress = z.object({ basis: z.string(), sequence: z.number() })
export type Progress = z.infer<typeof Progress>

/**
 * What is stored of the site state of one column: its summary (undefined when that does not parse), which parts it has, and the progress
 * of a publication after it. Every save raises the `revision`. A part is named by its slot and the hash of its content, `0abc…` or
 * `1abc…`; '' is a part without content.
 */
export type Manifest = {
  revision: number
  summary: ColumnSummary | undefined
  parts: string[]
  progress?: Progress | undefined
}

/** For which record the pages about all columns were last written, and the hash of what they were made from. */
const IndexState = z.object({ basis: z.string(), hash: z.string() })
export type IndexState = z.infer<typeof IndexState>

/** The summaries of all columns, in the order of their ids, and the state of the pages about all columns. */
export type Manifests = { summaries: ColumnSummary[]; index: IndexState | undefined }

export type SiteStates = ReturnType<typeof openSiteStates>

/**
 * The site states of all columns: a cache that may be lost. A state is stored as its summary with the `newest` newest events, and as
 * parts, of which an edit changes few. A part is never written over the slot that the manifest names: a save that is cut short leaves the
 * state before it, and no row has to be removed.
 */
export function openSiteStates(store: Store, newest: number) {
  return {
    /** The manifest of a column, or undefined when there is none. */
    async manifest(column: string): Promise<Manifest | undefined> {
      const row = await store.get({ pk: PARTITIONS.siteManifests, sk: column })
      return row && { ...manifestIn(row), progress: Progress.safeParse(row.progress).data }
    },

    async manifests(options?: Pick<Range, 'eventuallyConsistent'>): Promise<Manifests> {
      const found: Manifests = { summaries: [], index: undefined }
      for await (const row of store.query(PARTITIONS.siteManifests, options)) {
        if (row.sk === INDEX) found.index = IndexState.safeParse(row).data
        else found.summaries.push(...[manifestIn(row).summary].filter((summary) => summary !== undefined))
      }
      return found
    },

    saveIndex: (index: IndexState): Promise<void> => store.put({ pk: PARTITIONS.siteManifests, sk: INDEX, ...index }),

    /**
     * Notes the progress of a publication over the manifest `before`; the state stays. If the publication `isFull`, the summary is for no
     * record from then on, because the files are not those of the summary any more. Returns the manifest, or undefined when another
     * writer saved one since.
     */
    async saveProgress(
      column: string,
      before: Manifest | undefined,
      progress: Progress,
      isFull: boolean,
    ): Promise<Manifest | undefined> {
      const summary = before?.summary && { ...before.summary, ...(isFull && { basis: '' }) }
      const manifest = { revision: (before?.revision ?? 0) + 1, summary, parts: before?.parts ?? [], progress }
      return (await replace(column, manifest, before)) ? manifest : undefined
    },

    /** The state of a manifest, or undefined when a part of it is missing, altered or does not parse. */
    async load({ summary, parts }: Manifest): Promise<SiteState | undefined> {
      if (!summary) return undefined
      const { column } = summary
      const texts = (await readParts(store, column, parts, true)) ?? (await readParts(store, column, parts, false))
      return texts && decode(summary, texts)
    },

    /**
     * Saves `state` over the manifest `before`: the parts that differ, or all of them if the publication `isFull`. False when another
     * writer saved one since.
     */
    async save(state: SiteState, before: Manifest | undefined, isFull: boolean): Promise<boolean> {
      const { column } = state
      const parts: string[] = []
      for (const [index, text] of encode(state).entries()) {
        const stored = before?.parts[index] ?? ''
        const hash = text === undefined ? '' : hashOf(text)
        const isStored = !isFull && stored.slice(1) === hash
        const slot = stored.startsWith('0') ? '1' : '0'
        if (text !== undefined && !isStored) await writePart(store, column, index, slot, text)
        parts.push(text === undefined ? '' : isStored ? stored : slot + hash)
      }
      const manifest = { revision: (before?.revision ?? 0) + 1, summary: summarizeColumn(state, newest), parts }
      return replace(column, manifest, before)
    },
  }

  /** Writes a manifest over `before`; false when that is not the stored one any more. */
  function replace(column: string, { revision, summary, parts, progress }: Manifest, before?: Manifest): Promise<boolean> {
    const compressed = {
      summary: compressJson(summary ?? null, { small: true }),
      parts: compressJson(parts, { small: true }),
    }
    const row = { pk: PARTITIONS.siteManifests, sk: column, revision, ...compressed, ...(progress && { progress }) }
    return store.replace(row, 'revision', before?.revision)
  }
}

/** The sort key of the index among those of columns; no column has this id. */
const INDEX = '!index'

function manifestIn({ revision, summary, parts: stored }: Row): Manifest {
  const parts = z.array(z.string()).safeParse(decompressJson(stored)).data
  const parsed = parts && ColumnSummary.safeParse(decompressJson(summary)).data
  return { revision: Number(revision), summary: parsed, parts: parts ?? [] }
}

/** A part has what this many entries of the ledger brought: it does not change any more once the ledger has grown past it. */
const ENTRIES_PER_PART = 10

const AboutLetter = z.omit(SiteLetter, { history: true })

/**
 * The letters that first appear in the entries of the part, the history steps that these entries are, and the held updates among them.
 * Steps are in the part of their own entry, so that a new step does not write a long history again.
 */
const Part = z.object({
  letters: z.array(z.tuple([z.string(), AboutLetter])),
  steps: z.array(z.tuple([z.string(), HistoryStep])),
  held: z.array(LetterUpdate),
})
type Part = z.infer<typeof Part>

/** The parts of `state` as JSON, in order; undefined for a part without content. */
function encode(state: SiteState): (string | undefined)[] {
  const parts: Part[] = []
  const partAt = (sequence: number) => (parts[Math.floor(sequence / ENTRIES_PER_PART)] ??= { letters: [], steps: [], held: [] })
  for (const [postId, { history, ...about }] of Object.entries(state.letters)) {
    partAt(history[0]?.sequence ?? 0).letters.push([postId, about])
    for (const step of history) partAt(step.sequence).steps.push([postId, step])
  }
  for (const update of state.held) partAt(update.step.sequence).held.push(update)
  // Parsed, so that a part has the same JSON whether it was reduced or read.
  return Array.from(parts, (part: Part | undefined) => part && JSON.stringify(Part.parse(part)))
}

function decode(summary: ColumnSummary, texts: string[]): SiteState | undefined {
  // A copy: what is applied to the state is not in its summary before it is saved.
  const state: SiteState = { ...structuredClone(summary), letters: {}, held: [] }
  for (const text of texts) {
    const part = Part.safeParse(JSON.parse(text)).data
    if (!part) return undefined
    for (const [postId, about] of part.letters) state.letters[postId] = { ...about, history: [] }
    for (const [postId, step] of part.steps) state.letters[postId]?.history.push(step)
    state.held.push(...part.held)
  }
  return state
}

/** DynamoDB limits a row to 400 KB; a larger part has several rows. */
const MAX_ROW_BYTES = 350_000

const slotKey = (index: number, slot: string) => `${String(index).padStart(8, '0')}#${slot}`

async function writePart(store: Store, column: string, index: number, slot: string, text: string): Promise<void> {
  const compressed = compress(text, { small: true })
  const rows = Math.ceil(compressed.length / MAX_ROW_BYTES)
  for (let row = 0; row < rows; row++) {
    const bytes = compressed.subarray(row * MAX_ROW_BYTES, (row + 1) * MAX_ROW_BYTES)
    await store.put({ pk: partitionOf('siteParts', column), sk: `${slotKey(index, slot)}#${row}`, rows, bytes })
  }
}

/** The JSON of `parts`, as a manifest names them, in order; undefined when a part is not what was written. */
async function readParts(
  store: Store,
  column: string,
  parts: string[],
  eventuallyConsistent: boolean,
): Promise<string[] | undefined> {
  const found = new Map<string, Uint8Array[]>()
  for await (const { sk, rows, bytes } of store.query(partitionOf('siteParts', column), { eventuallyConsistent })) {
    const slot = sk.slice(0, sk.lastIndexOf('#'))
    const chunks = found.get(slot) ?? []
    // A part that was larger before has left rows behind.
    if (bytes instanceof Uint8Array && chunks.length < Number(rows)) found.set(slot, [...chunks, bytes])
  }
  const texts: string[] = []
  for (const [index, name] of parts.entries()) {
    if (name === '') continue
    const chunks = found.get(slotKey(index, name.slice(0, 1)))
    const text = chunks && decompress(Buffer.concat(chunks))?.toString()
    if (text === undefined || hashOf(text) !== name.slice(1)) return undefined
    texts.push(text)
  }
  return texts
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 8)
