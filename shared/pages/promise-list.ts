import { type Commitment, commitmentRule } from '../findings/promises.ts'
import { linkTo } from './document.ts'
import { both, bothParagraphs, quoting, served } from './languages.ts'
import { type Content, type Markup, markup } from './markup.ts'
import { facts } from './parts.ts'
import { promiseAnchor, RULES_PATH } from './paths.ts'

/** What a letter promises: each sentence with the word that commits, by when, who is named, and the rule that found it. */
export function promiseList(promises: Commitment[], from: string): Markup | undefined {
  if (promises.length === 0) return undefined
  const rules = (name: string) => markup`<a href="${linkTo(RULES_PATH, from)}#promise-rules">${name}</a>`
  return markup`<section aria-labelledby="promises"><h2 id="promises">${both('信中的承诺', 'Promises')}</h2>
<div class="small">${bothParagraphs(
    markup`按${rules('公开的规则')}从文字中找出，宁缺毋滥；未列出的也可能是承诺。`,
    markup`Found in the wording by ${rules('published rules')} that would rather miss one: what is not listed may be a promise too.`,
  )}</div>
<ol class="promises">
${promises.map((promise) => promiseLine(promise, from))}</ol></section>
`
}

function promiseLine({ sentence, verb, deadline, offices, documents, rule }: Commitment, from: string): Markup {
  const { says } = commitmentRule(rule)
  const link = markup`<a href="${linkTo(RULES_PATH, from)}#${promiseAnchor(rule)}">${both(says.zh, quoting(says.en))}</a>`
  return markup`<li><p lang="zh-CN">${sentence}</p>
${facts([
  ['用语', 'Word', served(verb)],
  ['期限', 'By', deadline && dueTime(deadline)],
  ['机构', 'Offices', served(offices.join('、'))],
  ['文件', 'Documents', served(documents.join('、'))],
  ['依据', 'Rule', link],
])}</li>
`
}

function dueTime({ text, on }: NonNullable<Commitment['deadline']>): Content {
  return on === undefined ? served(text) : markup`<time datetime="${on}">${served(text)} (${on})</time>`
}
