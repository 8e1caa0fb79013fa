import { type Entry, type LetterEntry, presenceAfter } from '../../shared/entry.ts'
import { eventOf, isEvent } from '../../shared/event.ts'
import type { CrawlReport } from '../../shared/crawl/report.ts'
import type { Presence } from '../../shared/letter.ts'
import type { FormerAddress, Office } from './office.ts'

/** What is wrong: `kind` is the same for failures of one sort, `text` says what and where. */
export type Failure = { kind: string; text: string }

/** The truth about a letter at one instant. `rolled`: in the column, and not among those that its list shows. */
type LetterTruth = {
  key: number
  url: string
  listed: boolean
  rolled: boolean
  page: boolean
  body: string[]
  /** What its former addresses answer while its page opens. */
  former: ReadonlyMap<string, FormerAddress>
}
type Truth = Map<number, LetterTruth>

/** What the ledger says of a letter after its newest entry. */
type Recorded = { key: number; presence: Presence; body: string[]; url: string }

/** For how long a letter has been as it is: since when (ms), and how many undisturbed looks. */
type Streak = { state: string; since: number; looks: number }

/** A state that stood for so many complete looks and hours is recorded: withdrawals take 3 looks and 24 h, lying validators 24 h. */
const LOOKS = 5
const HOURS = 50

/** The truth about all letters of the office now. */
export function truthOf(office: Office): Truth {
  const shown = new Set(office.listing())
  return new Map(
    [...office.letters.values()].map((letter) => [
      letter.key,
      {
        key: letter.key,
        url: office.urlOf(letter),
        listed: shown.has(letter),
        rolled: letter.listed && !shown.has(letter),
        page: letter.page,
        body: letter.body,
        former: new Map([...letter.former].map(([post, answers]) => [office.addressOf(post, letter.day), answers])),
      },
    ]),
  )
}

/**
 * A look: one crawl with the truth before and after it. `isClean`: no answer was other than the office meant; `isOut`: the site answered a
 * request for a listed letter with its trouble.
 */
type Look = {
  at: number
  truths: Truth[]
  isClean: boolean
  isOut: boolean
  isCapped: boolean
  entries: Entry[]
  report: CrawlReport
}

/** An observer who knows the truth at every look, and compares the ledger with it. */
export class Observer {
  private readonly recorded = new Map<string, Recorded>()
  private readonly streaks = new Map<number, Streak>()
  private readonly baseline = new Set<number>()
  private readonly bodies = new Map<number, Set<string>>()
  private isBaselined = false
  private looks = 0
  /** The first failure of a report. It hides no failure of the ledger, which is worse. */
  ofReports: Failure | undefined

  /** The first failure that a look shows. */
  check(look: Look): Failure | undefined {
    this.looks++
    for (const truth of look.truths)
      for (const { key, body, page } of truth.values())
        if (page) this.bodies.set(key, (this.bodies.get(key) ?? new Set()).add(body.join('\n')))
    if (!this.isBaselined && look.isClean)
      for (const { key, listed, page } of look.truths.at(-1)?.values() ?? []) if (listed && page) this.baseline.add(key)
    for (const entry of look.entries) {
      const failed = this.checkEntry(entry, look)
      if (failed) return { ...failed, text: `look ${this.looks}, entry ${entry.sequence}: ${failed.text}` }
    }
    if (look.entries.some(({ type }) => type === 'column.baselined')) this.isBaselined = true
    this.ofReports ??= checkReport(look, this.looks)
    return this.checkMissed(look)
  }

  private checkEntry(entry: Entry, look: Look): Failure | undefined {
    if (!isLetterEntry(entry)) return undefined
    const before = this.recorded.get(entry.data.letter)
    const key = before?.key ?? keyOf(entry, look)
    if (key === undefined) return fail(`${entry.type} of nothing`, `${entry.data.url} is no letter of the office`)
    const content =
      'content' in entry.data && entry.data.content ? entry.data.content.paragraphs.map(({ text }) => text) : undefined
    const after: Recorded = {
      key,
      presence: presenceAfter(entry) ?? before?.presence ?? 'listed',
      body: content?.filter((text) => !isClutter(text)) ?? before?.body ?? [],
      url: entry.type === 'letter.moved' || !before ? entry.data.url : before.url,
    }
    this.recorded.set(entry.data.letter, after)
    if (entry.type === 'letter.reread') return this.checkBody(entry, after)
    const truths = look.truths.flatMap((truth) => truth.get(key) ?? [])
    const told = `${entry.type} of letter ${key}`
    if (!truths.some((truth) => isTrue(entry, truth, before)))
      return fail(`false ${entry.type}`, `${told}, but ${truths.map(wordsOfTruth).join(', then ')}`)
    if (content && !truths.some(({ body }) => isSame(body, after.body)))
      return fail(
        `false text in ${entry.type}`,
        `${told} with a text that the letter did not have: ${difference(truths[0]?.body ?? [], after.body)}`,
      )
    return this.checkNews(entry, key, before, after) ?? checkWords(entry, before, after, told)
  }

  /** Whether the entry is news: what it says was not recorded before. */
  private checkNews(entry: LetterEntry, key: number, before: Recorded | undefined, after: Recorded): Failure | undefined {
    const told = `${entry.type} of letter ${key}`
    if (entry.type === 'letter.published') {
      const isKnown = [...this.recorded.values()].filter((letter) => letter.key === key).length > 1 || before !== undefined
      if (isKnown) return fail('published twice', `${told}, which was known`)
      const isBaseline = entry.data.baseline === true
      if (!isBaseline && !this.isBaselined) return fail('baseline announced', `${told} before the baseline`)
      if (!isBaseline && this.baseline.has(key))
        return fail('baseline announced', `${told}, which was listed at the first look`)
      return undefined
    }
    if (!before) return fail(`${entry.type} of an unknown letter`, told)
    const isSameState = before.presence === after.presence && before.url === after.url && isSame(before.body, after.body)
    return isSameState
      ? fail(`${entry.type} without a change`, `${told}, and nothing changed since the entry before`)
      : undefined
  }

  private checkBody({ data: { letter } }: LetterEntry, { key, body }: Recorded): Failure | undefined {
    if (this.bodies.get(key)?.has(body.join('\n'))) return undefined
    return fail(
      're-parsed with a false text',
      `${letter} was read again with a text that letter ${key} never had: ${body.join(' / ')}`,
    )
  }

  private checkMissed({ at, truths, isClean, isCapped }: Look): Failure | undefined {
    const [first, last] = [truths[0], truths.at(-1)]
    // An empty list proves nothing.
    const isEmpty = ![...(last?.values() ?? [])].some(({ listed }) => listed)
    for (const truth of last?.values() ?? []) {
      const state = stateOf(truth)
      const before = first?.get(truth.key)
      const isSteady = isClean && !isEmpty && before !== undefined && stateOf(before) === state
      let streak = this.streaks.get(truth.key)
      if (streak?.state !== state || !isSteady)
        this.streaks.set(truth.key, (streak = { state, since: at, looks: isSteady ? 1 : 0 }))
      else streak.looks++
      const isLong = streak.looks >= LOOKS && at - streak.since >= HOURS * 3_600_000
      const missed = isLong ? this.missedOf(truth, isCapped) : undefined
      if (missed)
        return fail(
          missed,
          `look ${this.looks}: ${missed}: letter ${truth.key} has been so for ${streak.looks} looks: ${wordsOfTruth(truth)}`,
        )
    }
    return undefined
  }

  /** Whether the ledger has all that is true now. */
  isSettled(truth: Truth): boolean {
    return [...truth.values()].every((letter) => this.missedOf(letter, false) === undefined)
  }

  /** What of a state that stood for long enough is not in the ledger. */
  private missedOf(truth: LetterTruth, isCapped: boolean): string | undefined {
    const { key, listed, rolled, page, body, url } = truth
    const recorded = [...this.recorded.values()].find((letter) => letter.key === key)
    if (!recorded) return listed && page ? 'missed letter.published' : undefined
    if (rolled || (isCapped && !listed) || (listed && !page)) return undefined
    if (listed && recorded.url !== url) return 'missed letter.moved'
    const answer = opensAt(truth, recorded.url)
    // It moved and left the list between two looks: its new address was never listed.
    if (answer === 'redirect') return undefined
    const presence = listed ? 'listed' : answer === 'stays' ? 'delisted' : 'withdrawn'
    if (recorded.presence !== presence) return `missed ${presence === 'listed' ? 'letter.restored' : `letter.${presence}`}`
    return answer === 'stays' && !isSame(recorded.body, body) ? 'missed letter.edited' : undefined
  }
}

function isLetterEntry(entry: Entry): entry is LetterEntry {
  return entry.type.startsWith('letter.')
}

function fail(kind: string, text: string): Failure {
  return { kind, text }
}

/** The letter that an entry of a new letter is about. */
function keyOf({ data: { url } }: LetterEntry, { truths }: Look): number | undefined {
  for (const truth of truths) for (const letter of truth.values()) if (letter.url === url) return letter.key
  return undefined
}

/** Whether what an entry says was so at one of the instants of its look. */
function isTrue(entry: LetterEntry, truth: LetterTruth, before: Recorded | undefined): boolean {
  const { listed, rolled, page, url } = truth
  switch (entry.type) {
    case 'letter.published':
      // A letter of the baseline that could not be read at first may have left the list since.
      return (listed || entry.data.baseline === true) && page && url === entry.data.url
    case 'letter.edited':
      return page
    case 'letter.delisted':
      return !listed && !rolled && opensAt(truth, before?.url) !== 'gone'
    case 'letter.withdrawn':
      return !listed && opensAt(truth, before?.url) === 'gone'
    case 'letter.restored':
      return page && listed === entry.data.listed
    case 'letter.moved':
      return page && listed && url === entry.data.url && entry.data.movedFrom === before?.url
    case 'letter.reread':
      return true
  }
}

/** What a request for the address at which a letter is known comes to. */
function opensAt({ page, url, former }: LetterTruth, known: string | undefined): 'gone' | 'redirect' | 'stays' {
  if (!page) return 'gone'
  return known === undefined || known === url ? 'stays' : (former.get(known) ?? 'gone')
}

/** Whether the words of an event are about the paragraphs that changed, and about nothing else. */
function checkWords(entry: LetterEntry, before: Recorded | undefined, after: Recorded, told: string): Failure | undefined {
  if (!isEvent(entry) || !before || !('diff' in entry.data) || !entry.data.diff) return undefined
  const gone = before.body.filter((text) => !after.body.includes(text)).join('\n')
  const come = after.body.filter((text) => !before.body.includes(text)).join('\n')
  const { diff, figures = [], significance } = entry.data
  const { summary } = eventOf(entry, 'http://record.example').data
  for (const span of diff) {
    if (span.op === 'added' && !come.includes(span.text.trim())) return fail('false words', `${told} adds “${span.text}”`)
    if (span.op === 'removed' && !gone.includes(span.text.trim())) return fail('false words', `${told} removes “${span.text}”`)
  }
  for (const figure of figures)
    if (!gone.includes(figure.before) || !come.includes(figure.after))
      return fail('false words', `${told} names the figures ${figure.before} → ${figure.after}`)
  for (const [, quoted = ''] of summary.matchAll(/“([^“”]*)”/g))
    for (const part of quoted.split('…'))
      if (!`${gone}\n${come}`.includes(part)) return fail('false words', `${told} quotes “${part}”: ${summary}`)
  if (significance !== 'substantive') return fail('an edit called cosmetic', `${told}: ${summary}`)
  return undefined
}

/** A crawl is complete when nothing disturbed it, and not while the site is out. A listed letter without a page may leave it either. */
function checkReport({ isClean, isOut, report, truths }: Look, nth: number): Failure | undefined {
  const { outcome, problems } = report
  const why = problems.map(({ url, why }) => `${url}: ${why}`).join('; ')
  if (outcome === 'complete') return isOut ? fail('complete in an outage', `look ${nth}; problems: ${why}`) : undefined
  const isLost = truths.some((truth) => [...truth.values()].some(({ listed, page }) => listed && !page))
  const isEmpty = truths.some((truth) => ![...truth.values()].some(({ listed }) => listed))
  if (!isClean || isLost || isEmpty) return undefined
  const has = (words: string) => problems.length > 0 && problems.every((problem) => problem.why.includes(words))
  const when = has('redirects to another') ? ' when an address redirects' : has('the selector for') ? ' after a redesign' : ''
  return fail(`not complete${when}`, `look ${nth} was undisturbed, and is ${outcome}: ${why}`)
}

function stateOf({ url, listed, rolled, page, body }: LetterTruth): string {
  return JSON.stringify([url, listed, rolled, page, body])
}

function wordsOfTruth({ listed, rolled, page, url }: LetterTruth): string {
  const place = listed ? 'it is listed' : rolled ? 'it is older than what the list shows' : 'it is off the list'
  return `${place} and its page ${page ? 'opens' : 'is gone'} (${url})`
}

/** A counter or a clock, which no reader of a letter needs: left out of the letter or not, it is never news. */
function isClutter(text: string): boolean {
  return /浏览次数|当前时间|^附件：办理情况表/.test(text)
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, at) => text === other[at])
}

function difference(expected: readonly string[], found: readonly string[]): string {
  const at = expected.findIndex((text, index) => text !== found[index])
  return at < 0
    ? `more: ${found.slice(expected.length).join(' / ')}`
    : `“${found[at] ?? ''}” instead of “${expected[at] ?? ''}”`
}
