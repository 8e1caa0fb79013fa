import { visible } from '../text/escape.ts'
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

/** What a rendering calls what became of a promise. */
export const PROMISE_CHANGES = {
  added: { zh: '新增承诺', en: 'promise added' },
  dropped: { zh: '删去承诺', en: 'promise dropped' },
  weakened: { zh: '承诺弱化', en: 'promise weakened' },
  strengthened: { zh: '承诺强化', en: 'promise strengthened' },
  postponed: { zh: '承诺推迟', en: 'promise postponed' },
  advanced: { zh: '承诺提前', en: 'promise brought forward' },
} as const satisfies Record<PromiseChange['kind'], Statement>

/** What became of a promise. */
export function promiseStatement(change: PromiseChange): Statement {
  const { zh, en } = PROMISE_CHANGES[change.kind]
  const words = promiseWords(change)
  return { zh: `${zh}：${words.join('，')}`, en: `${en}: ${words.join(', ')}` }
}

function promiseWords({ before, after }: PromiseChange): string[] {
  if (!before || !after) return [quote((before ?? after)?.sentence ?? '')]
  const replaced = replacedIn(before, after)
  const told = replaced.length > 0 ? replaced : [quoteBoth(before.sentence, after.sentence)]
  return told.map(([stood, stands]) => `${stood} → ${stands}`)
}

/** The word that commits and the deadline, where another took its place; — where there is none. */
export function replacedIn(before: Promised, after: Promised): [before: string, after: string][] {
  const both: [string, string][] = [
    [before.verb || '—', after.verb || '—'],
    [before.deadline ?? '—', after.deadline ?? '—'],
  ]
  return both.filter(([stood, stands]) => stood !== stands)
}

/** More words than these beside the word that commits and the deadline are a change of their own. */
const BESIDE = 6

/** Whether a promise's change has told this change of words already. */
export function tells({ before, after }: PromiseChange, words: { before: string; after: string }): boolean {
  if (!(before?.sentence ?? '').includes(words.before) || !(after?.sentence ?? '').includes(words.after)) return false
  return !before || !after || (leftOf(words.before, before) <= BESIDE && leftOf(words.after, after) <= BESIDE)
}

function leftOf(words: string, { verb, deadline = '' }: Promised): number {
  return words.replace(verb, '').replace(deadline, '').length
}

/** A longer line is not quoted whole. */
const LONG = 24
/** An attachment is called by its name; its address says only which file it is. */
const ADDRESS = / ?\/\/\S+$/

/** What changed in a field but the body. */
export function fieldStatements(field: Exclude<Field, 'body'>, compared: Compared[]): Statement[] {
  switch (field) {
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

/** Of a long line changed in one place only that place is told. */
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
  const [stood, stands] = [pair.before.served.replace(ADDRESS, ''), pair.after.served.replace(ADDRESS, '')]
  const [before, after] = quoteBoth(stood, stands)
  if (stood !== stands) return [{ zh: `${zh}由“${before}”改为“${after}”`, en: `${en} changed from “${before}” to “${after}”` }]
  if (pair.before.seen === pair.after.seen) return []
  return [{ zh: `${zh}“${after}”换了文件`, en: `${en} “${after}” is another file` }]
}

/** A picture has no name to call it by. */
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

/** One statement of a summary in both languages. */
export type Statement = { zh: string; en: string }

/** A longer quotation is cut to this many characters. */
const QUOTED = 24
/** What is left of the beginning that two quotations share. */
const LEAD = 7
/** More than this many of one kind are only counted. */
export const NAMED = 3

/** `text` without its last mark, cut where it is long, and safe to print: what reorders or breaks text is made visible. */
export function quote(text: string): string {
  return visible(excerpt(text.replace(/(?<=.)[。；;，,、]$/, ''), QUOTED))
}

/** What stood and what stands, each as `quote` gives it; long ones that begin alike from shortly before they part. */
export function quoteBoth(before: string, after: string): [before: string, after: string] {
  const [stood, stands] = [Array.from(before), Array.from(after)]
  const parting = stood.findIndex((character, at) => character !== stands[at])
  const from = parting - LEAD
  if (from <= 0 || Math.max(stood.length, stands.length) <= QUOTED) return [quote(before), quote(after)]
  const tail = (characters: string[]) => `…${quote(characters.slice(from).join(''))}`
  return [tail(stood), tail(stands)]
}

/** The first few of `texts`, each between quotation marks. */
export function quoteAll(texts: string[]): string {
  const quoted = texts.slice(0, NAMED).map((text) => `“${quote(text)}”`)
  return `${quoted.join('、')}${texts.length > NAMED ? '…' : ''}`
}

/** `text`, or its first `most` characters and an ellipsis. */
export function excerpt(text: string, most: number): string {
  const characters = Array.from(text)
  return characters.length <= most ? text : `${characters.slice(0, most).join('')}…`
}

/** Changed words, as they stood and stand; `sameValue` where a figure or date is only written in another way, `moved` where they stand elsewhere. */
export type Words = { before: string; after: string; sameValue?: true; moved?: true }

export function wordStatement({ before, after, sameValue, moved }: Words): Statement {
  const [stood, stands] = quoteBoth(before, after)
  if (moved) return { zh: `“${stands}”换了位置`, en: `“${stands}” moved` }
  if (sameValue)
    return { zh: `“${stood}”改写为“${stands}”，所指不变`, en: `“${stood}” is now written “${stands}”, which says the same` }
  if (before === '') return { zh: `增加“${stands}”`, en: `“${stands}” added` }
  if (after === '') return { zh: `删去“${stood}”`, en: `“${stood}” removed` }
  return { zh: `“${stood}”改为“${stands}”`, en: `“${stood}” became “${stands}”` }
}
