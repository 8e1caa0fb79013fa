import type { Compared, Pair } from './compare-lines.ts'
import { type Field, FIELD_NAMES, FIELD_NAMES_EN } from './edit.ts'
import { servedOf } from './served-of.ts'
import { quote, quoteAll, quoteBoth, type Statement, wordStatement } from './statement.ts'

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
