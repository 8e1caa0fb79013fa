/** A sentence as served, and the paragraph (0-based) it stands in. `heading` is the last heading above it. */
export type Sentence = { text: string; paragraph: number; heading: string }

const SENTENCE = /[^。；;！!？?]*[。；;！!？?]?[”’」』）)]?/g
/** 以下工作:一是…: the first of a run of points begins its own sentence. */
const FIRST_POINT = /(?<=[:：])(?=一是|(?:\(一\)|（一）))/

/** The sentences of `paragraphs`; headings stand above others and are none themselves. */
export function sentencesIn(paragraphs: { text: string; role: string }[]): Sentence[] {
  let heading = ''
  return paragraphs.flatMap(({ text, role }, paragraph) => {
    if (role === 'heading') heading = text
    if (role !== 'text' && role !== 'row') return []
    return split(text).map((sentence) => ({ text: sentence.trim(), paragraph, heading }))
  })
}

/** The sentences of one text, with the white space round them: joined, they are the text. */
export function split(text: string): string[] {
  return (text.match(SENTENCE) ?? []).flatMap((sentence) => sentence.split(FIRST_POINT)).filter(Boolean)
}
