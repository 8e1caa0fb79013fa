import type { PromiseChange } from '../diff/edit.ts'
import { PROMISE_CHANGES, replacedIn } from '../diff/summarize.ts'
import { bilingual, both, served } from './languages.ts'
import { type Content, type Markup, markup } from './markup.ts'

/** What became of the promises of a letter in an edit: each as it stood and stands, and the words that make the difference. */
export function promiseChanges(changes: PromiseChange[]): Markup | undefined {
  if (changes.length === 0) return undefined
  return markup`<section aria-labelledby="promises"><h2 id="promises">${both('承诺的变化', 'Promises')}</h2>
<ul class="promises">
${changes.map(changeLine)}</ul></section>
`
}

function changeLine({ kind, before, after }: PromiseChange): Markup {
  const replaced = before && after && replacedIn(before, after)
  return markup`<li><p><span class="what">${bilingual(PROMISE_CHANGES[kind])}</span> ${replaced?.map(replacement)}</p>
${before && markup`<p lang="zh-CN"><del>${before.sentence}</del></p>\n`}${after && markup`<p lang="zh-CN"><ins>${after.sentence}</ins></p>\n`}</li>
`
}

function replacement([before, after]: [string, string]): Content {
  return markup`<del>${served(before)}</del> → <ins>${served(after)}</ins> `
}
