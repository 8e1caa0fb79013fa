import type { FieldPlace, LetterTemplate } from '../../template.ts'

/** A part of a letter, by the name of the setting that pins it (`columns[].read`), and where it is found, in words. */
type DescribedPart = { part: 'body' | 'title' | 'published' | 'source' | 'remove' | 'tail'; where: string }

/** A template in words, for an operator who compares it with a page. A part that is nowhere to be found is described as such. */
export function describeTemplate({ body, title, published, source, remove, tail }: LetterTemplate): DescribedPart[] {
  const rows: DescribedPart[] = [
    { part: 'body', where: body },
    { part: 'title', where: either(title) || 'the line that equals the title in the listing' },
    { part: 'published', where: either(published.map(describePlace)) || 'by its label, else the date in the listing' },
    { part: 'source', where: either(source.map(describePlace)) || 'by its label' },
    { part: 'remove', where: remove.join(', ') },
    { part: 'tail', where: tail.map((line) => `“${line}”`).join(', ') },
  ]
  return rows.filter(({ where }) => where !== '')
}

/** The first of several places, and how many there are for pages on which it finds nothing. */
function either([first, ...others]: string[]): string {
  if (first === undefined) return ''
  return others.length === 0 ? first : `${first} (or ${others.length} other${others.length === 1 ? '' : 's'})`
}

function describePlace({ select, label }: FieldPlace): string {
  return label === '' ? select : `${select}, after “${label}”`
}
