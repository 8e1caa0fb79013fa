/** Real pages have a few thousand tags and nest under a hundred deep; these bound the time and memory that one page can take. */
const MOST_TAGS = 100_000
const DEEPEST = 10_000

/** Elements that never hold others. */
const VOID = new Set(['br', 'img', 'meta', 'input', 'link', 'hr', 'wbr', 'col', 'area', 'base', 'embed', 'param', 'source'])

/**
 * Why `html` is too much to be parsed, or undefined: the parser's time grows with the square of the depth. The depth is an
 * estimate from above, which a closing tag lowers only where one of its name is open.
 */
export function outsize(html: string): string | undefined {
  const open = new Map<string, number>()
  let [depth, tags] = [0, 0]
  for (const [, slash, tag = ''] of html.matchAll(/<(\/?)([a-z][^\s/>]*)/gi)) {
    if (++tags > MOST_TAGS) return `the page has more than ${MOST_TAGS} tags`
    const name = tag.toLowerCase()
    const count = open.get(name) ?? 0
    const step = VOID.has(name) ? 0 : slash === '' ? 1 : count > 0 ? -1 : 0
    open.set(name, count + step)
    depth += step
    if (depth > DEEPEST) return `the elements of the page nest more than ${DEEPEST} deep`
  }
  return undefined
}
