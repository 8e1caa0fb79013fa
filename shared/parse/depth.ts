/** Elements that never hold others. */
const VOID = new Set(['br', 'img', 'meta', 'input', 'link', 'hr', 'wbr', 'col', 'area', 'base', 'embed', 'param', 'source'])

/**
 * Whether the elements of `html` may nest deeper than `limit`: an estimate from above, made before parsing, that a closing tag
 * lowers only where one of its name is open.
 */
export function deeperThan(limit: number, html: string): boolean {
  const open = new Map<string, number>()
  let depth = 0
  for (const [, slash, tag = ''] of html.matchAll(/<(\/?)([a-z][^\s/>]*)/gi)) {
    const name = tag.toLowerCase()
    const count = open.get(name) ?? 0
    const step = slash === '' ? 1 : count > 0 ? -1 : 0
    if (VOID.has(name)) continue
    open.set(name, count + step)
    depth += step
    if (depth > limit) return true
  }
  return false
}
