/** A number with its noun, as in `1 entry`, `2 entries`. */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : pluralOf(noun)}`
}

function pluralOf(noun: string): string {
  if (noun.endsWith('y')) return `${noun.slice(0, -1)}ies`
  return /(?:s|x|sh|ch)$/.test(noun) ? `${noun}es` : `${noun}s`
}
