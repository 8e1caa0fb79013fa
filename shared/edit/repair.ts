const LOST = /[\x80-\x9F\xC0-\xD6\xD8-\xF6\xF8-\xFF\uFFFD\uE000-\uF8FF]+/
const HAN = /^[\u4e00-\u9fff]$/

/**
 * Whether `after` is `before` with each run of lost characters become one Chinese character or as many as were lost. `left` and
 * `right` are the characters round it: what is lost must have stood between two Chinese ones.
 */
export function isRepair(before: string, after: string, left: string, right: string): boolean {
  if (!LOST.test(before) || LOST.test(after)) return false
  const kept = before.split(LOST)
  const lost = before.match(new RegExp(LOST, 'g')) ?? []
  const neighbours = lost.every(
    (_, index) => HAN.test(lastOf(kept[index]) ?? left) && HAN.test(firstOf(kept[index + 1]) ?? right),
  )
  const pattern = kept.map(
    (text, index) =>
      text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') +
      (index < lost.length ? `[\u4e00-\u9fff]{1,${lost[index]?.length ?? 1}}` : ''),
  )
  return neighbours && new RegExp(`^${pattern.join('')}$`).test(after)
}

function lastOf(text: string | undefined): string | undefined {
  return text ? text.slice(-1) : undefined
}

function firstOf(text: string | undefined): string | undefined {
  return text ? text.slice(0, 1) : undefined
}
