import type { LetterState } from '../../shared/ledger/crawl-state.ts'
import type { PageEvidence } from '../../shared/crawl/detect-changes.ts'
import { diffLetters } from '../../shared/diff/diff-letters.ts'
import { truncateDiff } from '../../shared/diff/truncate.ts'
import type { Edit, PromiseChange, Promised, PromisePart } from '../../shared/edit.ts'
import { fingerprint } from '../../shared/diff/letter-fields.ts'
import { excerpt } from '../../shared/diff/statement.ts'
import type { Entry, Evidence } from '../../shared/entry.ts'
import type { Letter, Reading } from '../../shared/letter.ts'
import { READER_REVISION } from '../../shared/extract/letter.ts'
import type { Settings } from '../../shared/settings.ts'

/** Limits that keep an event under 20 kB: bytes of JSON of its diff, rows of its lists, characters of a promise. */
const DIFF_BYTES = 12_000
const MAX_FIGURES = 20
const MAX_PROMISES = 10
const SENTENCE = 120
/** A promise names so many parts that changed, each in so many characters. */
const MAX_PARTS = 5
const PART = 60

/** The fields of every fact about a letter. */
export function aboutLetter(
  column: string,
  state: LetterState,
  letter: Letter,
  version: number,
  evidence: Evidence,
  settings: Settings,
) {
  const { title, publishedOn, number } = letter
  return {
    letter: `${column}/${state.id}`,
    version,
    title,
    url: state.url,
    ...(publishedOn !== undefined && { publishedOn }),
    ...(number !== undefined && { number }),
    topics: topicsOf(letter, settings.topics),
    evidence,
  }
}

/** The fields of a fact that makes a version. `print` is the letter's fingerprint, if the caller has it. */
export function aboutVersion({ letter, way, template, volatile = [] }: Reading, print = fingerprint(letter)) {
  return {
    ...{ content: letter, fingerprint: print, reader: READER_REVISION, way },
    ...(template !== undefined && { template }),
    ...(volatile.length > 0 && { volatile }),
  }
}

/** The edit from `before` to `after` as the ledger records it, with the tags `silent` and `reverted`; undefined when nothing differs. */
export function aboutEdit(
  state: LetterState,
  before: Letter,
  after: Letter,
  isSilent: boolean,
): (Edit & { revertsTo?: number }) | undefined {
  const full = diffLetters(before, after)
  if (!full) return undefined
  const edit = truncateDiff(full, DIFF_BYTES)
  const print = fingerprint(after)
  const returnsTo = state.earlier?.findLast((version) => version.fingerprint === print)?.version
  const tags = [
    ...edit.tags,
    ...(returnsTo === undefined ? [] : ['reverted' as const]),
    ...(isSilent ? ['silent' as const] : []),
  ]
  const figures = edit.figures.slice(0, MAX_FIGURES)
  const promises = edit.promises?.slice(0, MAX_PROMISES).map(shortened)
  return {
    ...edit,
    tags: [...new Set(tags)],
    figures,
    ...(promises && { promises }),
    ...(returnsTo !== undefined && { revertsTo: returnsTo }),
  }
}

function shortened({ before, after, parts, ...change }: PromiseChange): PromiseChange {
  const short = (promised: Promised): Promised => ({ ...promised, sentence: excerpt(promised.sentence, SENTENCE) })
  return {
    ...change,
    ...(before && { before: short(before) }),
    ...(after && { after: short(after) }),
    ...(parts && { parts: parts.slice(0, MAX_PARTS).map(shortPart) }),
  }
}

function shortPart({ before, after, ...part }: PromisePart): PromisePart {
  return {
    ...part,
    ...(before !== undefined && { before: excerpt(before, PART) }),
    ...(after !== undefined && { after: excerpt(after, PART) }),
  }
}

/** The topics of `topics` (name → words) of which a word is in the letter's title or text, in the order of `topics`. */
function topicsOf({ title, paragraphs }: Letter, topics: Settings['topics']): string[] {
  const text = [title, ...paragraphs.map((paragraph) => paragraph.text)].join('\n')
  return Object.entries(topics)
    .filter(([, words]) => words.some((word) => text.includes(word)))
    .map(([topic]) => topic)
}

/** The content that an entry records, when it records one. */
export function contentOf(entry: Entry | undefined): Letter | undefined {
  return entry && 'content' in entry.data ? entry.data.content : undefined
}

/** The evidence of a change: that of the fetch, or else that of the version before. Throws when there is neither. */
export function evidenceOf(fetched: PageEvidence | undefined, before: Evidence | undefined, listing?: string[]): Evidence {
  const evidence = fetched ?? before
  if (!evidence) throw new Error('Cannot give the evidence of a change: its page was not served and it has no version before')
  return { ...evidence, ...(listing && { listing }) }
}
