import type { ComparedField } from './classify.ts'
import { type Compared, type Pair, servedOf } from './compare-paragraphs.ts'
import {
  type Field,
  FIELD_NAMES,
  FIELD_NAMES_EN,
  type Figure,
  type PromiseChange,
  type Promised,
  type Significance,
  type Tag,
} from '../edit.ts'
import type { Facts } from './facts.ts'
import { growthOf } from './figure-changes.ts'
import { MAX_NAMED, quote, quoteAll, quoteBoth, type Statement, wordStatement } from './statement.ts'

/** What changed in one sentence, in Chinese and in English, from templates; the most important first. */
export function summarize(facts: Facts, significance: Significance, tags: Tag[]): { summary: string; summaryEn: string } {
  const important = [
    ...facts.fields.flatMap(fieldStatements),
    ...figureStatements(facts.figuresInBody),
    ...promiseStatements(facts.promises),
    ...sectionStatements(facts),
  ]
  const all = [...important, ...wordStatements(facts, important.length === 0)]
  const statements = significance === 'substantive' && all.length > 0 ? all : otherStatements(tags, significance)
  return {
    summary: `${statements.map(({ zh }) => zh).join('；')}。`,
    summaryEn: `${capital(statements.map(({ en }) => en).join('; '))}.`,
  }
}

function capital(text: string): string {
  return text.replace(/^[a-z]/, (letter) => letter.toUpperCase())
}

function figureStatements(figures: Figure[]): Statement[] {
  const named = figures.slice(0, MAX_NAMED).map(figureStatement)
  const more = figures.length - MAX_NAMED
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
  const named = promises.slice(0, MAX_NAMED).map(promiseStatement)
  const more = promises.length - MAX_NAMED
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

/** Only so many promises are searched for a change of words that they state already: of more, only the count matters to a reader. */
const MAX_SEARCHED = 50

/** A few changed words are quoted where there is no other statement; else they are counted. */
function wordStatements({ words: all, promises }: Facts, alone: boolean): Statement[] {
  const searched = promises.slice(0, MAX_SEARCHED)
  const words = all.filter((word) => !searched.some((change) => states(change, word)))
  if (alone && words.length > 0 && words.length <= MAX_NAMED) return words.map(wordStatement)
  if (words.length === 0) return []
  const changes = `${alone ? '' : 'other '}change${words.length === 1 ? '' : 's'} of wording`
  return [{ zh: `${alone ? '修改' : '另改'}文字${words.length}处`, en: `${words.length} ${changes}` }]
}

/** The statements where no other applies. */
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

/** The names of the changes of a promise. */
export const PROMISE_CHANGES = {
  added: { zh: '新增承诺', en: 'promise added' },
  dropped: { zh: '删去承诺', en: 'promise dropped' },
  weakened: { zh: '承诺弱化', en: 'promise weakened' },
  strengthened: { zh: '承诺强化', en: 'promise strengthened' },
  postponed: { zh: '承诺推迟', en: 'promise postponed' },
  advanced: { zh: '承诺提前', en: 'promise brought forward' },
} as const satisfies Record<PromiseChange['kind'], Statement>

function promiseStatement(change: PromiseChange): Statement {
  const { zh, en } = PROMISE_CHANGES[change.kind]
  const words = promiseWords(change)
  return { zh: `${zh}：${words.join('，')}`, en: `${en}: ${words.join(', ')}` }
}

function promiseWords({ before, after }: PromiseChange): string[] {
  if (!before || !after) return [quote((before ?? after)?.sentence ?? '')]
  const replaced = replacedIn(before, after)
  const changes = replaced.length > 0 ? replaced : [quoteBoth(before.sentence, after.sentence)]
  return changes.map(([old, now]) => `${old} → ${now}`)
}

/** The word that commits and the deadline, each where it was replaced; — where there is none. */
export function replacedIn(before: Promised, after: Promised): [before: string, after: string][] {
  const both: [string, string][] = [
    [before.verb || '—', after.verb || '—'],
    [before.deadline ?? '—', after.deadline ?? '—'],
  ]
  return both.filter(([old, now]) => old !== now)
}

/** More characters than these beside the word that commits and the deadline are a change of their own. */
const MAX_BESIDE = 6

/** Whether the statement of a promise's change contains this change of words already. */
function states({ before, after }: PromiseChange, words: { before: string; after: string }): boolean {
  if (!(before?.sentence ?? '').includes(words.before) || !(after?.sentence ?? '').includes(words.after)) return false
  return (
    !before || !after || (lengthBeside(words.before, before) <= MAX_BESIDE && lengthBeside(words.after, after) <= MAX_BESIDE)
  )
}

function lengthBeside(words: string, { verb, deadline = '' }: Promised): number {
  return words.replace(verb, '').replace(deadline, '').length
}

/** What changed in a field other than the body. */
function fieldStatements({ field, compared }: ComparedField): Statement[] {
  switch (field) {
    case 'body':
      return []
    case 'attachments':
    case 'status':
      return listStatements(field, compared)
    case 'images':
      return imageStatements(compared)
    case 'title':
    case 'number':
    case 'source':
    case 'publishedOn':
      return compared.flatMap((line) => lineStatement(field, line))
  }
}

function lineStatement(field: Field, line: Compared): Statement[] {
  const [zh, en] = [FIELD_NAMES[field], FIELD_NAMES_EN[field]]
  switch (line.kind) {
    case 'same':
    case 'left':
      return []
    case 'added':
      return [{ zh: `${zh}新增“${quote(line.text)}”`, en: `${en} added: “${quote(line.text)}”` }]
    case 'removed':
      return [{ zh: `${zh}删去“${quote(line.text)}”`, en: `${en} removed: “${quote(line.text)}”` }]
    case 'pair':
      return [pairStatement(field, line)]
  }
}

/** A longer line is not quoted whole. */
const LONG = 24

/** A long line that changed in one place is described by that place. */
function pairStatement(field: Field, pair: Pair): Statement {
  const [zh, en] = [FIELD_NAMES[field], FIELD_NAMES_EN[field]]
  const changes = pair.stretches.filter(({ same }) => !same)
  const [change] = changes.length === 1 ? changes : []
  if (change && pair.after.served.length > LONG) {
    const words = wordStatement(servedOf(change, pair))
    return { zh: `${zh}中${words.zh}`, en: `${en}: ${words.en}` }
  }
  const [before, after] = quoteBoth(pair.before.served, pair.after.served)
  return { zh: `${zh}由“${before}”改为“${after}”`, en: `${en} changed from “${before}” to “${after}”` }
}

/** An attachment is called by its name; its address only identifies the file. */
const ADDRESS = / ?\/\/\S+$/

function listStatements(field: Field, compared: Compared[]): Statement[] {
  const [zh, en] = [FIELD_NAMES[field], FIELD_NAMES_EN[field]]
  const named = (kind: 'added' | 'removed') =>
    compared.flatMap((line) => (line.kind === kind ? [line.text.trim().replace(ADDRESS, '')] : []))
  const [added, removed] = [named('added'), named('removed')]
  return [
    ...(added.length > 0 ? [{ zh: `${zh}新增${quoteAll(added)}`, en: `${en} added: ${quoteAll(added)}` }] : []),
    ...(removed.length > 0 ? [{ zh: `${zh}删去${quoteAll(removed)}`, en: `${en} removed: ${quoteAll(removed)}` }] : []),
    ...compared.flatMap((line) => (line.kind === 'pair' ? renamedStatement(field, line) : [])),
    ...(compared.some(({ kind }) => kind === 'left') ? [{ zh: `${zh}次序有改动`, en: `${en}: in another order` }] : []),
  ]
}

function renamedStatement(field: Field, pair: Pair): Statement[] {
  const [zh, en] = [FIELD_NAMES[field], FIELD_NAMES_EN[field]]
  const [old, now] = [pair.before.served.replace(ADDRESS, ''), pair.after.served.replace(ADDRESS, '')]
  const [before, after] = quoteBoth(old, now)
  if (old !== now) return [{ zh: `${zh}由“${before}”改为“${after}”`, en: `${en} changed from “${before}” to “${after}”` }]
  if (pair.before.seen === pair.after.seen) return []
  return [{ zh: `${zh}“${after}”换了文件`, en: `${en} “${after}” is another file` }]
}

/** Pictures have no names: they are counted. */
function imageStatements(compared: Compared[]): Statement[] {
  const count = (kind: Compared['kind']) => compared.filter((line) => line.kind === kind).length
  const statement = (number: number, zh: string, en: string): Statement[] =>
    number === 0 ? [] : [{ zh: `${zh}图片${number}张`, en: `${number} picture${number === 1 ? '' : 's'} ${en}` }]
  const replaced = compared.filter((line) => line.kind === 'pair' && line.before.seen !== line.after.seen).length
  return [
    ...statement(count('added'), '新增', 'added'),
    ...statement(count('removed'), '删去', 'removed'),
    ...statement(replaced, '更换', 'replaced'),
    ...(count('left') > 0 ? [{ zh: '图片次序有改动', en: 'pictures in another order' }] : []),
  ]
}
