import { diffWords } from 'diff'
import { diffLetters } from '../../shared/diff/diff-letters.ts'
import type { Letter } from '../../shared/letter.ts'
import { CASES, type Versions } from './edit-cases.ts'

/** jsdiff needs minutes for some of these: it is given one run of at most this many milliseconds. */
const PATIENCE_MS = 2000
const RUNS = 15
const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'word' })

console.log(
  `Node ${process.version}, warm medians of ${RUNS} runs in milliseconds, beside jsdiff's word diff with a segmenter\n`,
)
console.log(['case', 'characters', 'ours', 'goal', 'jsdiff', 'ratio', 'heap MB'].map(column).join(''))
for (const { name, goal, versions } of CASES) {
  const { before, after } = versions()
  const { median, heap } = ours({ before, after })
  const theirs = jsdiff({ before, after })
  const ratio = theirs === undefined ? '–' : `${(theirs / median).toFixed(0)}×`
  const cells = [
    name,
    textOf(after).length,
    median.toFixed(2),
    goal ?? '–',
    theirs?.toFixed(1) ?? `> ${PATIENCE_MS}`,
    ratio,
    heap.toFixed(1),
  ]
  console.log(cells.map(column).join(''))
}

function column(cell: string | number, index: number): string {
  return index === 0 ? String(cell).padEnd(34) : String(cell).padStart(11)
}

function textOf({ paragraphs }: Letter): string {
  return paragraphs.map(({ text }) => text).join('\n')
}

function ours({ before, after }: Versions): { median: number; heap: number } {
  for (let spent = 0, run = 0; run < 40 && spent < 500; run++) spent += timed(() => diffLetters(before, after))
  const times = Array.from({ length: RUNS }, () => timed(() => diffLetters(before, after)))
  return {
    median: times.sort((one, other) => one - other)[RUNS >> 1] ?? 0,
    heap: heapGrowth(() => diffLetters(before, after)),
  }
}

/** The median of a few runs; undefined where the first took longer than our patience, or was given up. */
function jsdiff({ before, after }: Versions): number | undefined {
  const run = () => diffWords(textOf(before), textOf(after), { intlSegmenter: SEGMENTER, timeout: PATIENCE_MS })
  const first = timed(run)
  if (first >= PATIENCE_MS) return undefined
  const runs = first > 200 ? 1 : 5
  return Array.from({ length: runs }, () => timed(run)).sort((one, other) => one - other)[runs >> 1]
}

function timed(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** How much one run adds to the heap before anything is collected, in megabytes; exact only under `--expose-gc`. */
function heapGrowth(work: () => unknown): number {
  globalThis.gc?.()
  const start = process.memoryUsage().heapUsed
  work()
  return Math.max(0, process.memoryUsage().heapUsed - start) / 1e6
}
