/** `text` on one line without control characters, cut at a character to at most `units` UTF-16 units, an ellipsis marking the cut; never empty. */
export function cutTitle(text: string, units: number): string {
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim() || 'letterwatch'
  if (line.length <= units) return line
  let cut = ''
  for (const character of line) {
    if (cut.length + character.length > units - 1) break
    cut += character
  }
  return `${cut}…`
}
