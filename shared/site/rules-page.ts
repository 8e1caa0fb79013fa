import { Tag } from '../edit.ts'
import { type Rule, RULES, SIGNIFICANCE_RULE } from '../diff/rules.ts'
import { COMMITMENT_RULES, type CommitmentRule, type CommitmentRuleName, NEXT_STEP } from '../findings/promises.ts'
import { RULES_PATH, type TextFile } from '../record.ts'
import { SIGNIFICANCES, STRENGTHS, TAGS } from '../render/labels.ts'
import { type Markup, markup } from '../render/markup.ts'
import { DATE } from '../text/dates.ts'
import { EQUIVALENTS } from '../text/normalize.ts'
import { pageFile } from './document.ts'
import { bilingual, both, bothParagraphs, quoting, served } from './elements.ts'

/** The anchor of the rules for a tag, and of the rule that found a promise. */
export const tagAnchor = (tag: Tag) => `tag-${tag}`
export const promiseAnchor = (rule: CommitmentRuleName) => `promise-${rule}`

/** The page of the rules by which edits are tagged and promises found, made from the tables that the program applies. */
export function rulesPage(): TextFile {
  return pageFile({
    path: RULES_PATH,
    title: '规则 Rules · letterwatch',
    description: '程序如何判定改动程度、添加标签、识别承诺。',
    crumbs: [{ name: both('规则', 'Rules') }],
    body: markup`<h1>${both('规则', 'Rules')}</h1>
${bothParagraphs(SIGNIFICANCE_RULE.zh, SIGNIFICANCE_RULE.en)}
<section aria-labelledby="tags"><h2 id="tags">${both('改动的标签', 'Tags of an edit')}</h2>
<dl class="rules">
${Tag.options.map(tagRules)}</dl></section>
<section aria-labelledby="equivalents"><h2 id="equivalents">${both('等价标点', 'Equivalent punctuation')}</h2>
${bothParagraphs('同组标点互换不算内容改动，字母、数字的全角与半角互换也不算。省略号、破折号不论长短，视为相同。', 'Replacing one mark of a group by another is not a change of content, nor is full width for half width in letters and digits. Ellipses and dashes are the same whatever their length.')}
<ul class="equivalents">${Object.entries(EQUIVALENTS).map(([mark, others]) => markup`<li>${[mark, ...Array.from(others)].join(' ')}</li>`)}</ul></section>
<section aria-labelledby="promise-rules"><h2 id="promise-rules">${both('如何识别承诺', 'How promises are found')}</h2>
${bothParagraphs(`对每句话依次应用下列规则，以最先符合的为准。已经完成的事不算承诺。规则以正则表达式写成，其中${WRITTEN_DATE}代表任何写法的日期。`, markup`The rules are tried on each sentence in this order; the first that matches decides. What is already done is not a promise. The rules are regular expressions, in which ${served(WRITTEN_DATE)} is any written date.`)}
<dl class="rules">
${[...COMMITMENT_RULES, NEXT_STEP].map(promiseRule)}</dl></section>`,
  })
}

function tagRules(tag: Tag): Markup {
  const rules = Object.values(RULES).filter((rule) => rule.tag === tag)
  return markup`<dt id="${tagAnchor(tag)}">${bilingual(TAGS[tag])}</dt>
${rules.map(ruleLine)}`
}

function ruleLine({ significance, zh, en }: Rule): Markup {
  const kind = significance && markup`<span class="what">${bilingual(SIGNIFICANCES[significance])}</span> `
  return markup`<dd>${kind}${both(zh, quoting(en))}</dd>
`
}

function promiseRule({ name, strength, says, verb }: CommitmentRule): Markup {
  return markup`<dt id="${promiseAnchor(name)}">${bilingual(STRENGTHS[strength])}</dt>
<dd>${bothParagraphs(says.zh, quoting(says.en))}<p><code class="hash" lang="zh-CN">${patternOf(verb)}</code></p></dd>
`
}

const WRITTEN_DATE = '〔日期〕'
const DATE_SOURCE = new RegExp(DATE).source

/** The source of a rule, with a short name for the grammar of dates, which takes a page. */
function patternOf(verb: RegExp): string {
  return verb.source.replaceAll(DATE_SOURCE, WRITTEN_DATE)
}
