import type { Change } from '../../shared/crawl/detect-changes.ts'
import { joinPlaces, withoutPlaces } from '../../shared/crawl/without-places.ts'
import { fingerprint } from '../../shared/diff/letter-fields.ts'
import { differingPlaces, movedAgain, movedOnSeveral, withoutVolatile } from '../../shared/extract/template/volatile.ts'
import { type LetterState, nextVersion } from '../../shared/ledger/crawl-state.ts'
import type { Paragraph } from '../../shared/letter.ts'
import type { VolatilePlace } from '../../shared/template.ts'
import type { Crawl } from './crawl.ts'
import { aboutLetter, aboutVersion } from './facts.ts'
import { readVersion } from './versions.ts'
import { type PageVisit, withReading } from './visit-letter.ts'

type Edited = Extract<Change, { kind: 'edited' }>
type Shown = Extract<Change, { kind: 'edited' | 'restored' }>

/**
 * Rule 4: what differs between two fetches of one page within seconds changes by itself. It is left out of the letter from now on, and the
 * rest is compared. Returns the change without it; 'none' when nothing else differs from the recorded version; undefined when the two
 * fetches differ in the text itself.
 */
export async function steadyChange(crawl: Crawl, change: Shown, second: PageVisit): Promise<Shown | 'none' | undefined> {
  const { result: again } = second
  if (again.outcome !== 'read' || !again.reading) return undefined
  const places = differingPlaces(change.result.reading.letter.paragraphs, again.reading.letter.paragraphs)
  if (places.length === 0) return undefined
  const steady = withoutPlaces(change.result.reading, places)
  if (fingerprint(withoutPlaces(again.reading, places).letter) !== fingerprint(steady.letter)) return undefined
  return leaveOut(crawl, change, places)
}

/**
 * Rule 4, for counters that look the same in two fetches because they are cached: places that moved on several letters in one crawl, and
 * places of one letter that moved again while the rest did not change. `readAgain` is how many letters were compared in this crawl.
 */
export async function withoutMovingPlaces(crawl: Crawl, changes: Change[], readAgain: number): Promise<Change[]> {
  const edits = await Promise.all(changes.filter(isEdit).map((change) => withVersion(crawl, change)))
  const unchanged = Array.from({ length: Math.max(0, readAgain - edits.length) }, () => ({ before: [], after: [] }))
  const common = edits.length < 2 ? [] : movedOnSeveral([...edits, ...unchanged])
  const moved = new Map<Change, VolatilePlace[]>()
  for (const { change, before, after, earlier } of edits)
    moved.set(change, [...common, ...(earlier ? movedAgain([earlier, before, after]) : [])])
  const rest: Change[] = []
  for (const change of changes) {
    const places = moved.get(change) ?? []
    const left = isEdit(change) && isIn(change, places) ? await leaveOut(crawl, change, places) : change
    if (left !== 'none') rest.push(left)
  }
  return rest
}

function isEdit(change: Change): change is Edited {
  return change.kind === 'edited'
}

function isIn({ result: { reading } }: Edited, places: VolatilePlace[]): boolean {
  return places.length > 0 && withoutVolatile(reading.letter.paragraphs, places).length < reading.letter.paragraphs.length
}

type Versions = { change: Edited; before: Paragraph[]; after: Paragraph[]; earlier: Paragraph[] | undefined }

async function withVersion(crawl: Crawl, change: Edited): Promise<Versions> {
  const { letter, result } = change
  const { content } = (await readVersion(crawl, letter)).data
  const recordedIn = letter.earlier?.at(-1)?.sequence
  const earlier = recordedIn === undefined ? undefined : (await readVersion(crawl, { sequence: recordedIn })).data.content
  return { change, before: content.paragraphs, after: result.reading.letter.paragraphs, earlier: earlier?.paragraphs }
}

/** Leaves `places` out of the recorded version, as a version that is not announced, and out of the change; 'none' if nothing is left of it. */
async function leaveOut<C extends Shown>(crawl: Crawl, change: C, places: VolatilePlace[]): Promise<C | 'none'> {
  const { letter } = change
  await recordWithout(crawl, letter, places)
  const result = withReading(change.result, withoutPlaces(change.result.reading, places))
  return change.kind === 'edited' && result.fingerprint === letter.fingerprint ? 'none' : { ...change, result }
}

async function recordWithout(crawl: Crawl, letter: LetterState, places: VolatilePlace[]): Promise<void> {
  const { data } = await readVersion(crawl, letter)
  const { content, way = letter.method ?? 'densest', template, volatile = [], evidence } = data
  const known = joinPlaces(volatile, letter.volatile)
  const recorded = { letter: content, way, volatile: known, ...(template !== undefined && { template }) }
  const reading = withoutPlaces(recorded, places)
  const print = fingerprint(reading.letter)
  if (print === letter.fingerprint) {
    letter.volatile = joinPlaces(known, places)
    return
  }
  const about = aboutLetter(crawl.column.id, letter, reading.letter, nextVersion(letter), evidence, crawl.settings)
  const readBy = letter.template
  await crawl.record({ type: 'letter.reread', data: { ...about, ...aboutVersion(reading, print) } })
  if (readBy !== undefined) letter.template = readBy
}
