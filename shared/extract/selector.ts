import { load } from 'cheerio/slim'

/** Why `selector` cannot be used to find elements, in the words of the parser; undefined when it can. */
function selectorFault(selector: string): string | undefined {
  if (/[>+~,]\s*$/.test(selector)) return 'it ends with a combinator'
  try {
    load('<p></p>')('p').filter(selector)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** One line that names the first selector in `columns[].read` that cannot be parsed, and why; undefined when all can. */
export function findWrongSelector(columns: { read?: Record<string, string | undefined> | undefined }[]): string | undefined {
  for (const [at, { read = {} }] of columns.entries())
    for (const [part, selector] of Object.entries(read)) {
      const fault = selector === undefined ? undefined : selectorFault(selector)
      if (fault !== undefined)
        return `"columns[${at}].read.${part}" must be a CSS selector (${fault}), and is ${JSON.stringify(selector)}`
    }
  return undefined
}
