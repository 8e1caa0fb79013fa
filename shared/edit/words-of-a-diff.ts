/** What a rendering says where marks on text do not tell. */
export const NOTES = {
  movedHere: '〔由别处移来〕',
  left: '〔此处一段移至别处〕',
  splitHere: '〔自此另起一段〕',
  joinedHere: '〔原在此分段〕',
  cut: '……',
} as const

/** The same in English. */
export const NOTES_EN = {
  movedHere: '[moved here from elsewhere]',
  left: '[a paragraph moved elsewhere]',
  splitHere: '[a new paragraph from here]',
  joinedHere: '[a paragraph ended here before]',
} as const satisfies Partial<Record<keyof typeof NOTES, string>>

/** What a rendering says for `paragraphs` paragraphs left out. */
export function gapNote(paragraphs: number): string {
  return `〔略去 ${paragraphs} 段〕`
}
export function gapNoteEn(paragraphs: number): string {
  return `[${paragraphs === 1 ? '1 paragraph' : `${paragraphs} paragraphs`} left out]`
}
