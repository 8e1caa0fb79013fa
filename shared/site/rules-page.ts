import { EQUIVALENTS } from '../text/normalize.ts'
import { Tag } from '../diff/edit.ts'
import { type Rule, RULES, SIGNIFICANCE_RULE } from '../diff/rules.ts'
import { SIGNIFICANCES, STRENGTHS, TAGS } from '../render/labels.ts'
import { COMMITMENT_RULES, type CommitmentRule, NEXT_STEP } from '../findings/promises.ts'
import { promiseAnchor, RULES_PATH, tagAnchor, type TextFile } from '../record.ts'
import { pageFile } from './document.ts'
import { bilingual, both, bothParagraphs, quoting } from './languages.ts'
import { type Markup, markup } from '../render/markup.ts'

/** The page that lists the rules by which edits are tagged and promises found, made from the tables that decide. */
export function rulesPage(): TextFile {
  return pageFile({
    path: RULES_PATH,
    title: '规则 Rules · letterwatch',
    description: '一次改动算实质还是细微、为何有某个标签、承诺如何找出：程序所依据的规则。',
    crumbs: [{ name: both('规则', 'Rules') }],
    body: markup`<h1>${both('规则', 'Rules')}</h1>
${bothParagraphs(SIGNIFICANCE_RULE.zh, SIGNIFICANCE_RULE.en)}
<section aria-labelledby="tags"><h2 id="tags">${both('改动的标签', 'Tags of an edit')}</h2>
<dl class="rules">
${Tag.options.map(tagRules)}</dl></section>
<section aria-labelledby="equivalents"><h2 id="equivalents">${both('等价标点', 'Equivalent marks')}</h2>
${bothParagraphs('每组之内互换不算内容变动；全角与半角的字母、数字同此。省略号、破折号不论长短。', 'Marks of one group stand for each other, as full and half width do; ellipses and dashes are one whatever their length.')}
<ul class="equivalents">${Object.entries(EQUIVALENTS).map(([mark, others]) => markup`<li>${[mark, ...Array.from(others)].join(' ')}</li>`)}</ul></section>
<section aria-labelledby="promise-rules"><h2 id="promise-rules">${both('如何找出承诺', 'How promises are found')}</h2>
${bothParagraphs('逐句依次套用，先合者为准；已然之事不算承诺。', 'Tried on each sentence in this order; the first that fits decides. What is done already is no promise.')}
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
<dd>${bothParagraphs(says.zh, quoting(says.en))}<p><code class="hash" lang="zh-CN">${verb.source}</code></p></dd>
`
}
