let words: Intl.Segmenter | undefined

/** `text` cut into words and what stands between them. Making the segmenter takes milliseconds, which who cuts nothing need not wait for. */
export function segmentsOf(text: string): Intl.Segments {
  words ??= new Intl.Segmenter('zh', { granularity: 'word' })
  return words.segment(text)
}
