/** What sites print beside a title when a document has lapsed, been annulled or amended. */
const FLAG = /[【[(（]?\s?((?:本?文件|此件)?已(?:失效|废止|修改|停止执行))\s?[】\])）]?/
const WHOLE_FLAG = new RegExp(`^${FLAG.source}$`)

/** The status flag that `text` is, such as 文件已失效. */
export function flagOf(text: string): string | undefined {
  return WHOLE_FLAG.exec(text)?.[1]
}

/** A title's text and the status flag that follows it; undefined without one. */
export function trailingFlag(text: string): { text: string; flag: string } | undefined {
  const found = new RegExp(`${FLAG.source}$`).exec(text)
  if (found?.[1] === undefined || !/文件|此件|[【[(（]/.test(found[0])) return undefined
  return { text: text.slice(0, found.index).trim(), flag: found[1] }
}
