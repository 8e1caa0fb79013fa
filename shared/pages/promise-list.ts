import type { Letter } from '../letter.ts'
import { type Commitment, findPromises } from '../promises/find-promises.ts'
import { commitmentRule } from '../promises/commitment-rules.ts'
import { linkTo } from './document.ts'
import { both } from './languages.ts'
import { type Content, type Markup, markup } from './markup.ts'
import { facts } from './parts.ts'
import { promiseAnchor, RULES_PATH } from './paths.ts'

/** What a letter promises: each sentence with the word that commits, by when, who is named, and the rule that found it. */
export function promiseList(content: Letter, from: string): Markup | undefined {
  const promises = findPromises(content)
  if (promises.length === 0) return undefined
  return markup`<section aria-labelledby="promises"><h2 id="promises">${both('信中的承诺', 'Promises')}</h2>
<p class="small">按<a href="${linkTo(RULES_PATH, from)}#promise-rules">公开的规则</a>从文字中找出，宁缺毋滥；未列出的也可能是承诺。</p>
<ol class="promises">
${promises.map((promise) => promiseLine(promise, from))}</ol></section>
`
}

function promiseLine({ sentence, verb, deadline, offices, documents, rule }: Commitment, from: string): Markup {
  const link = markup`<a href="${linkTo(RULES_PATH, from)}#${promiseAnchor(rule)}">${commitmentRule(rule).says.zh}</a>`
  return markup`<li><p>${sentence}</p>
${facts([
  ['用语', 'Word', verb],
  ['期限', 'By', deadline && dueTime(deadline)],
  ['机构', 'Offices', offices.join('、')],
  ['文件', 'Documents', documents.join('、')],
  ['依据', 'Rule', link],
])}</li>
`
}

function dueTime({ text, on }: NonNullable<Commitment['deadline']>): Content {
  return on === undefined ? text : markup`<time datetime="${on}">${text}（${on}）</time>`
}
