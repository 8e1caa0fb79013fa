import type { Figure, PromiseChange, Significance, Tag } from './edit.ts'
import type { Facts } from './facts.ts'
import { growthOf } from './growth.ts'
import { promiseStatement, tells } from './promise-statement.ts'
import { NAMED, quote, quoteBoth, type Statement, wordStatement } from './statement.ts'

/** One sentence that says what changed, Chinese and the same in English, from templates; the weightiest first. */
export function summarise(facts: Facts, significance: Significance, tags: Tag[]): { summary: string; summaryEn: string } {
  const weighty = [
    ...facts.fields,
    ...figureStatements(facts.figuresInBody),
    ...promiseStatements(facts.promises),
    ...sectionStatements(facts),
  ]
  const said = [...weighty, ...wordStatements(facts, weighty.length === 0)]
  const statements = significance === 'substantive' && said.length > 0 ? said : otherStatements(tags, significance)
  return {
    summary: `${statements.map(({ zh }) => zh).join('；')}。`,
    summaryEn: `${capital(statements.map(({ en }) => en).join('; '))}.`,
  }
}

function capital(text: string): string {
  return text.replace(/^[a-z]/, (letter) => letter.toUpperCase())
}

function figureStatements(figures: Figure[]): Statement[] {
  const named = figures.slice(0, NAMED).map(figureStatement)
  const more = figures.length - NAMED
  return more > 0
    ? [
        ...named,
        {
          zh: `另有${more}处数字、日期或名称改动`,
          en: `${more} more ${more === 1 ? 'figure, date or name' : 'figures, dates or names'}`,
        },
      ]
    : named
}

function figureStatement(figure: Figure): Statement {
  const { before, after, of } = figure
  const grown = growthOf(figure)
  const change = `${of ? `${of} ` : ''}${quoteBoth(before, after).join(' → ')}`
  return grown ? { zh: `${change}（${grown.zh}）`, en: `${change} (${grown.en})` } : { zh: change, en: change }
}

function promiseStatements(promises: PromiseChange[]): Statement[] {
  const named = promises.slice(0, NAMED).map(promiseStatement)
  const more = promises.length - NAMED
  return more > 0
    ? [...named, { zh: `另有${more}项承诺有变化`, en: `${more} more ${more === 1 ? 'promise' : 'promises'}` }]
    : named
}

function sectionStatements({ added, removed, moved, rewritten }: Facts): Statement[] {
  const counted = (count: number, zh: string, en: string, first?: string): Statement[] => {
    if (count === 0) return []
    const quoted = first === undefined ? '' : `“${quote(first)}”`
    const paragraphs = `${count} paragraph${count === 1 ? '' : 's'} ${en}`
    return [
      {
        zh: `${zh}${quoted && `${quoted}${count > 1 ? '等' : ''}`}${count}段`,
        en: quoted ? `${paragraphs}: ${quoted}` : paragraphs,
      },
    ]
  }
  return [
    ...counted(added.length, '新增', 'added', added[0]),
    ...counted(removed.length, '删去', 'removed', removed[0]),
    ...counted(rewritten, '改写', 'rewritten'),
    ...counted(moved, '移动', 'moved'),
  ]
}

/** As many promises as are asked whether they tell a change of words already: of more, only the count matters to a reader. */
const TELLING = 50

/** A few changed words are quoted where nothing weightier is said; else they are counted. */
function wordStatements({ words: all, promises }: Facts, alone: boolean): Statement[] {
  const telling = promises.slice(0, TELLING)
  const words = all.filter((word) => !telling.some((change) => tells(change, word)))
  if (alone && words.length > 0 && words.length <= NAMED) return words.map(wordStatement)
  if (words.length === 0) return []
  const changes = `${alone ? '' : 'other '}change${words.length === 1 ? '' : 's'} of wording`
  return [{ zh: `${alone ? '修改' : '另改'}文字${words.length}处`, en: `${words.length} ${changes}` }]
}

/** What is left to say when no statement says more. */
function otherStatements(tags: Tag[], significance: Significance): Statement[] {
  const other = tags.filter((tag) => tag !== 'punctuation' && tag !== 'damage-repaired').map((tag) => OTHERS[tag] ?? OTHER)
  if (significance === 'substantive') return other.length > 0 ? other : [{ zh: '标点有改动', en: 'punctuation changed' }]
  const cosmetic = [
    ...(tags.includes('damage-repaired') ? [{ zh: '补正缺损的字', en: 'lost characters repaired' }] : []),
    ...(tags.includes('punctuation')
      ? [{ zh: '调整标点、全半角或分段', en: 'punctuation, width or paragraphing adjusted' }]
      : []),
  ]
  return [
    {
      zh: `仅${cosmetic.map(({ zh }) => zh).join('，')}，内容未变`,
      en: `only ${cosmetic.map(({ en }) => en).join(' and ')}; content unchanged`,
    },
  ]
}

const OTHER: Statement = { zh: '文字有改动', en: 'wording changed' }
const OTHERS: Partial<Record<Tag, Statement>> = {
  contact: { zh: '联系方式有改动', en: 'contact changed' },
  name: { zh: '被答复人、署名或其他名称有改动', en: 'addressee, signature or another name changed' },
  date: { zh: '日期有改动', en: 'a date changed' },
  figure: { zh: '数字有改动', en: 'a figure changed' },
}
