import type { ComparedField } from './classify.ts'
import { type Compared, type Pair, servedOf } from './compare-paragraphs.ts'
import { compact, fold } from '../text/normalize.ts'
import {
  type Field,
  FIELD_NAMES,
  FIELD_NAMES_EN,
  type Figure,
  type PromiseChange,
  type Significance,
  type Tag,
} from '../edit.ts'
import type { Facts } from './facts.ts'
import { growthOf } from './figure-changes.ts'
import { promiseStatement } from './promise-statement.ts'
import { MAX_NAMED, quote, quoteAll, quoteBoth, type Statement, wordStatement } from './statement.ts'
import type { Turn } from './turns.ts'

/** What changed in one sentence, in Chinese and in English, from templates; the weightiest first, and each thing once. */
export function summarize(facts: Facts, significance: Significance, tags: Tag[]): { summary: string; summaryEn: string } {
  const statements = significance === 'substantive' ? substantiveStatements(facts, tags) : cosmeticStatements(facts, tags)
  return {
    summary: `${statements.map(({ zh }) => zh).join('；')}。`,
    summaryEn: `${capital(statements.map(({ en }) => en).join('; '))}.`,
  }
}

function capital(text: string): string {
  return text.replace(/^[a-z]/, (letter) => letter.toUpperCase())
}

/** A change of status, what turns a clause into its opposite, what is less far or for less, promises, figures, and then the rest. */
function substantiveStatements(facts: Facts, tags: Tag[]): Statement[] {
  const [status, others] = [fieldsOf(facts, true), fieldsOf(facts, false)]
  const { turns, promises } = withoutRepetition(facts)
  const quoted = quotedBy(turns, promises)
  const important = [
    ...status.flatMap(fieldStatements),
    ...turnStatements(turns),
    ...promiseStatements(promises),
    ...others.flatMap(fieldStatements),
    ...figureStatements(facts.figuresInBody.filter((figure) => !isQuoted(quoted, figure))),
    ...sectionStatements(facts),
    ...contactStatements(facts),
  ]
  const all = [...important, ...wordStatements(facts, quoted, promises, important.length === 0), ...facts.structure]
  return all.length > 0 ? all : otherStatements(tags)
}

function fieldsOf({ fields }: Facts, areStatus: boolean): ComparedField[] {
  return fields.filter(({ field }) => (field === 'status') === areStatus)
}

/** Only so many changes are searched for one that they state already: of more, only the count matters to a reader. */
const MAX_SEARCHED = 50

/** Two texts to search in, folded and compact. */
type Plain = { before: string | undefined; after: string | undefined }

function plainOf({ before, after }: Plain): Plain {
  const plain = (text: string | undefined) => (text === undefined ? undefined : fold(compact(text)).replace(/^…|…$/g, ''))
  return { before: plain(before), after: plain(after) }
}

/** Whether `text` has both versions of `part`; what is absent in one of them is not looked for. */
function contains(text: Plain, part: Plain): boolean {
  return (
    (text.before === undefined || text.before.includes(part.before ?? '')) &&
    (text.after === undefined || text.after.includes(part.after ?? ''))
  )
}

/** The promises of a summary that are searched, each with its sentences. */
function searchable(promises: PromiseChange[]): { change: PromiseChange; sentences: Plain }[] {
  return promises
    .slice(0, MAX_SEARCHED)
    .map((change) => ({ change, sentences: plainOf({ before: change.before?.sentence, after: change.after?.sentence }) }))
}

/** A promise that was turned is stated once: by the turn where it was called off, by the promise where it says more. */
function withoutRepetition({ turns: all, promises }: Facts): { turns: Turn[]; promises: PromiseChange[] } {
  const known = searchable(promises)
  const turns = TURN_ORDER.flatMap((kind) => all.filter((turn) => turn.kind === kind))
  const searched = turns.slice(0, MAX_SEARCHED).map((turn) => ({ turn, clauses: plainOf(turn) }))
  const repeated = new Set<unknown>()
  for (const { turn, clauses } of searched) {
    const own = known.filter(({ sentences }) => contains(sentences, clauses)).map(({ change }) => change)
    if (turn.kind !== 'reversal' && own.some(({ kind }) => OF_TURNS.has(kind))) repeated.add(turn)
    else for (const change of own) if (OF_SENTENCES.has(change.kind)) repeated.add(change)
  }
  return {
    turns: turns.filter((turn) => !repeated.has(turn)),
    promises: promises.filter((change) => !repeated.has(change)),
  }
}

/** The changes of a promise that a turn of its words makes, and those that only say that its sentence changed. */
const OF_TURNS = new Set<PromiseChange['kind']>(['status', 'narrowed', 'widened', 'weakened', 'strengthened'])
const OF_SENTENCES = new Set<PromiseChange['kind']>(['dropped', 'added', 'reworded'])

/** What turns and promises quote, to leave it out elsewhere. */
function quotedBy(turns: Turn[], promises: PromiseChange[]): Plain[] {
  const parts = promises.slice(0, MAX_SEARCHED).flatMap((change) => change.parts ?? [])
  const replaced = parts.filter(({ before, after }) => before !== undefined && after !== undefined)
  return [...turns.slice(0, MAX_SEARCHED), ...replaced].map(({ before, after }) => plainOf({ before, after }))
}

function isQuoted(quoted: Plain[], change: { before: string; after: string }): boolean {
  const part = plainOf(change)
  return quoted.some((text) => contains(text, part))
}

const TURN_ORDER = ['reversal', 'status', 'scope'] satisfies Turn['kind'][]

function turnStatements(turns: Turn[]): Statement[] {
  return limited(counted(turns.map(({ before, after }) => wordStatement({ before, after }))), (more) => ({
    zh: `另有${more}处意思有变`,
    en: `${more} more ${more === 1 ? 'turn' : 'turns'} of meaning`,
  }))
}

/** The first few of `statements`, and how many more there are. */
function limited(statements: Statement[], rest: (more: number) => Statement): Statement[] {
  const more = statements.length - MAX_NAMED
  return more > 0 ? [...statements.slice(0, MAX_NAMED), rest(more)] : statements
}

/** Each of `statements` once, with the number of its places. */
function counted(statements: Statement[]): Statement[] {
  const places = new Map<string, { statement: Statement; count: number }>()
  for (const statement of statements) {
    const known = places.get(statement.zh)
    if (known) known.count++
    else places.set(statement.zh, { statement, count: 1 })
  }
  return [...places.values()].map(({ statement: { zh, en }, count }) =>
    count === 1 ? { zh, en } : { zh: `${zh}（${count}处）`, en: `${en} (${count} places)` },
  )
}

function figureStatements(figures: Figure[]): Statement[] {
  return limited(counted(figures.map(figureStatement)), (more) => ({
    zh: `另有${more}处数字、日期或名称改动`,
    en: `${more} more ${more === 1 ? 'figure, date or name' : 'figures, dates or names'}`,
  }))
}

function figureStatement(figure: Figure): Statement {
  const { before, after, of } = figure
  const grown = growthOf(figure)
  const change = `${of ? `${of} ` : ''}${quoteBoth(before, after).join(' → ')}`
  return grown ? { zh: `${change}（${grown.zh}）`, en: `${change} (${grown.en})` } : { zh: change, en: change }
}

function promiseStatements(promises: PromiseChange[]): Statement[] {
  return limited(counted(promises.map(promiseStatement)), (more) => ({
    zh: `另有${more}项承诺有变化`,
    en: `${more} more ${more === 1 ? 'promise' : 'promises'}`,
  }))
}

/** Numbers and people of a contact are not printed. */
function contactStatements({ contact }: Facts): Statement[] {
  return [
    ...(contact.isPhone ? [{ zh: '联系电话有改动', en: 'telephone number changed' }] : []),
    ...(contact.isPerson ? [{ zh: '联系人或联系方式有改动', en: 'contact changed' }] : []),
  ]
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

/** A few changed words are quoted where there is no other statement; else they are counted. */
function wordStatements({ words: all }: Facts, quoted: Plain[], promises: PromiseChange[], alone: boolean): Statement[] {
  const known = searchable(promises)
  const words = all.filter(
    (word) => !(isLong(word) && isQuoted(quoted, word)) && !known.some((promise) => states(promise, word)),
  )
  const statements = counted(words.map(wordStatement))
  if (alone && statements.length <= MAX_NAMED) return statements
  if (words.length === 0) return []
  const changes = `${alone ? '' : 'other '}change${words.length === 1 ? '' : 's'} of wording`
  return [{ zh: `${alone ? '修改' : '另改'}文字${words.length}处`, en: `${words.length} ${changes}` }]
}

/** The statements where no other applies. */
function otherStatements(tags: Tag[]): Statement[] {
  const other = tags.filter((tag) => tag !== 'punctuation' && tag !== 'damage-repaired').map((tag) => OTHERS[tag] ?? OTHER)
  return other.length > 0 ? other : [{ zh: '标点有改动', en: 'punctuation changed' }]
}

/** Figures and dates in another form are quoted; marks and repairs are only named. */
function cosmeticStatements({ notations }: Facts, tags: Tag[]): Statement[] {
  const written = limited(counted(notations.map(wordStatement)), (more) => ({
    zh: `另有${more}处改写，所指不变`,
    en: `${more} more written in another way`,
  }))
  const cosmetic = [
    ...(tags.includes('damage-repaired') ? [{ zh: '补正缺损的字', en: 'lost characters repaired' }] : []),
    ...(tags.includes('punctuation')
      ? [{ zh: '调整标点、全半角或分段', en: 'punctuation, width or paragraphing adjusted' }]
      : []),
  ]
  if (cosmetic.length === 0 && written.length > 0) return written
  const only = written.length > 0 ? { zh: '此外仅', en: 'otherwise only ' } : { zh: '仅', en: 'only ' }
  return [
    ...written,
    {
      zh: `${only.zh}${cosmetic.map(({ zh }) => zh).join('，')}，内容未变`,
      en: `${only.en}${cosmetic.map(({ en }) => en).join(' and ')}; content unchanged`,
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

/** More characters than these beside what a statement of a promise names are a change of their own. */
const MAX_BESIDE = 6

/** Shorter words are in many clauses by chance. */
function isLong({ before, after }: { before: string; after: string }): boolean {
  return (before !== '' && after !== '') || before.length + after.length > 3
}

/** Whether the statement of a promise's change contains this change of words already. */
function states(
  { change, sentences }: ReturnType<typeof searchable>[number],
  words: { before: string; after: string },
): boolean {
  const part = plainOf(words)
  if (!contains({ before: sentences.before ?? '', after: sentences.after ?? '' }, part)) return false
  if (!change.before || !change.after) return true
  const named = (change.parts ?? []).map(({ before, after }) => plainOf({ before, after }))
  return (
    lengthBeside(
      part.before ?? '',
      named.flatMap(({ before }) => before ?? []),
    ) <= MAX_BESIDE &&
    lengthBeside(
      part.after ?? '',
      named.flatMap(({ after }) => after ?? []),
    ) <= MAX_BESIDE
  )
}

function lengthBeside(text: string, named: string[]): number {
  if (named.some((part) => part.includes(text))) return 0
  return named.reduce((rest, part) => rest.replace(part, '').replace(part.replace(/[之以]?[前内]$/, ''), ''), text).length
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
