import { type Prepared, servedBetween } from './normalize.ts'
import { atomsIn, type Token } from './tokenize.ts'

/** A sentence as served, and folded (compact); its atoms where its text is tokenized already. */
export type Sentence = { text: string; folded: string; atoms?: Token[] }

/** The sentences of `text`, in order. Given the atoms of `text`, each sentence has its own, by positions in the sentence. */
export function sentencesIn(text: Prepared, atoms?: Token[]): Sentence[] {
  let [from, next] = [0, 0]
  return splitSentences(text.seen).map((part) => {
    const [start, end] = [from, (from += part.length)]
    const folded = text.folded.slice(start, end)
    const sentence = { text: servedBetween(text, start, end).trim(), folded: folded.replaceAll('\n', '') }
    if (!atoms || sentence.folded.length < folded.length) return sentence
    while ((atoms[next]?.start ?? end) < start) next++
    const own: Token[] = []
    for (let atom = atoms[next]; atom && atom.end <= end; atom = atoms[++next])
      own.push({ kind: atom.kind, start: atom.start - start, end: atom.end - start })
    return { ...sentence, atoms: own }
  })
}

/** The atoms of `sentence`: those of its text, or found now. */
export function atomsOf({ folded, atoms }: Sentence): Token[] {
  return atoms ?? atomsIn(folded)
}

const SENTENCE = /[^。；;！!？?]*[。；;！!？?]?[”’」』）)]?/g
/** 以下工作:一是…: the first of a run of points begins its own sentence. */
const FIRST_POINT = /(?<=[:：])(?=一是|(?:\(一\)|（一）))/

/** The sentences of one text, with the white space round them: joined, they are the text. */
export function splitSentences(text: string): string[] {
  return (text.match(SENTENCE) ?? []).flatMap((sentence) => sentence.split(FIRST_POINT)).filter(Boolean)
}

const CLAUSE_MARK = /[,.;:!?\n]/

/** Whether a clause of `folded` ends with the mark at `at`. A mark between two digits is part of a number. */
export function endsAClause(folded: string, at: number): boolean {
  const isInNumber = /\d/.test(folded[at - 1] ?? '') && /\d/.test(folded[at + 1] ?? '')
  return CLAUSE_MARK.test(folded[at] ?? '') && !isInNumber
}
