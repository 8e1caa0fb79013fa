import { isNamed } from '../template/selectors.ts'
import type { Doubt, Preview, PreviewedLetter } from './preview.ts'

/** What each fetched page shows, line by line. */
type PageTexts = { url: string; texts: Set<string> }

/** What is unsure of a preview, the gravest first. `pages` are the pages of its letters. */
export function findDoubts(preview: Omit<Preview, 'doubts'>, pages: PageTexts[]): Doubt[] {
  return [
    ...unreadLetters(preview),
    ...unlikeLetters(preview),
    ...incompleteListing(preview),
    ...unreadRows(preview),
    ...noTemplate(preview),
    ...lettersWithoutText(preview),
    ...lostText(preview, pages),
    ...weakTemplate(preview),
    ...missingDates(preview),
    ...unsteadyText(preview),
  ]
}

type Read = Extract<PreviewedLetter, { outcome: 'read' }>

function lettersRead({ letters }: Pick<Preview, 'letters'>): Read[] {
  return letters.flatMap((letter) => (letter.outcome === 'read' ? [letter] : []))
}

function unreadLetters({ letters }: Omit<Preview, 'doubts'>): Doubt[] {
  const unread = letters.flatMap((letter) => (letter.outcome === 'read' ? [] : [letter]))
  const [first] = unread
  if (first === undefined) return []
  const what = `${unread.length} of ${letters.length} letters cannot be read: ${first.listed.url}: ${first.why}`
  const todo =
    first.outcome === 'unreadable'
      ? 'Open the page. If it is a letter of another layout, pin its text: "read": { "body": SELECTOR }.'
      : 'Open the page in a browser, and run preview again later. A crawl reports such letters and tries again.'
  return [{ what, todo }]
}

/** A list of news reads well and is no column of letters; labels above a letter may be taken for its first paragraphs. */
function unlikeLetters(preview: Omit<Preview, 'doubts'>): Doubt[] {
  const read = lettersRead(preview)
  const [first] = read
  if (first === undefined) return []
  const isFormal = ({ letter }: Read) => [letter.addressee, letter.closing, letter.signedOn, letter.number].some(Boolean)
  if (!read.some(isFormal)) {
    const what = 'None of the letters has an addressee, a closing, a sign-off or a number'
    return [{ what, todo: 'Check that this is the list of replies, and not of news or notices.' }]
  }
  const [paragraph] = first.letter.paragraphs
  if (read.length < 3 || paragraph === undefined || read.some(({ letter }) => letter.addressee !== undefined)) return []
  return [
    {
      what: `None of the letters has an addressee; the first begins with “${paragraph.text}”`,
      todo: 'If that is no part of the letter, pin the element of the text: "read": { "body": SELECTOR }, or "remove".',
    },
  ]
}

/** With fewer rows a list has one page. */
const MIN_ROWS_OF_FULL_PAGE = 10

function incompleteListing({ listing }: Omit<Preview, 'doubts'>): Doubt[] {
  const { pages, missing, expected, rows, unread } = listing
  const [first] = missing
  if (first !== undefined)
    return [
      {
        what: `${missing.length} further ${plural(missing.length, 'page')} of the listing cannot be read: ${first.url}: ${first.why}`,
        todo: 'Turn the pages in a browser. If they work there, pin the link to the next page: "read": { "next": SELECTOR }.',
      },
    ]
  const read = rows.length + unread.length
  if (pages.read >= pages.named && expected !== undefined && expected > read)
    return [
      {
        what: `The pager counts ${expected} rows, and ${read} were found: ${expected - read} are missing`,
        todo: 'Compare the list with the page. If rows are missing, pin them: "read": { "row": SELECTOR }.',
      },
    ]
  if (pages.named > 1 || pages.isCounted || read < MIN_ROWS_OF_FULL_PAGE) return []
  const what = `No further page was found after the first, which has ${read} rows`
  return [{ what, todo: 'If the list goes on, pin the link to its next page: "read": { "next": SELECTOR }.' }]
}

function unreadRows({ listing: { unread } }: Omit<Preview, 'doubts'>): Doubt[] {
  return [...Map.groupBy(unread, ({ why }) => why)].map(([why, rows]) => ({
    what: `${rows.length} ${plural(rows.length, 'row')} of the listing cannot be read, as “${rows[0]?.text ?? ''}”: ${why}`,
    todo: /another host/.test(why)
      ? 'They are not watched. If that host has a list of its own, add it as another column.'
      : 'They are not watched. If another page lists them with links, use the address of that page.',
  }))
}

function noTemplate({ learning }: Omit<Preview, 'doubts'>): Doubt[] {
  if (learning.outcome === 'learned' || learning.letters === 0) return []
  if (learning.letters < 3)
    return [
      {
        what: `No template was learned: ${learning.why}`,
        todo: 'Nothing. Until there are three letters, they are read by labels and by the form of a letter.',
      },
    ]
  const todo = 'Pin the element of the text: "read": { "body": SELECTOR }. Until then letters are read by labels and form.'
  return [{ what: `No template was learned: ${learning.why}`, todo }]
}

function lettersWithoutText(preview: Omit<Preview, 'doubts'>): Doubt[] {
  const read = lettersRead(preview)
  const bare = read.filter(({ letter }) => letter.paragraphs.length === 0)
  if (bare.length === 0) return []
  const what = `${bare.length} of ${read.length} letters have no text on their pages, only pictures or files`
  return [{ what, todo: 'Nothing. Such a letter counts as changed when its pictures or files change.' }]
}

/** Text outside the letter that no other page has may be a part of the letter. */
function lostText(preview: Omit<Preview, 'doubts'>, pages: PageTexts[]): Doubt[] {
  if (pages.length < 2) return []
  const lost = lettersRead(preview).flatMap(({ listed, leftOut }) => {
    const others = pages.filter(({ url }) => url !== listed.url)
    const own = leftOut.sentences.filter((text) => !others.some(({ texts }) => texts.has(text)))
    return own.map((text) => ({ url: listed.url, text }))
  })
  const [first] = lost
  if (first === undefined) return []
  const letters = new Set(lost.map(({ url }) => url)).size
  return [
    {
      what: `In ${letters} ${plural(letters, 'letter')} text was left out that no other page has, as “${first.text}” in ${first.url}`,
      todo: 'Open the page. If that is a part of the letter, pin the element of the text: "read": { "body": SELECTOR }.',
    },
  ]
}

/** Selectors without a class, an id or an attribute hold on pages that have nothing to do with letters. */
function weakTemplate({ learning }: Omit<Preview, 'doubts'>): Doubt[] {
  if (learning.outcome !== 'learned') return []
  const weak = learning.template.letters.find(({ body }) => !isNamed(body) || !/[.#[]/.test(body))
  if (weak === undefined) return []
  return [
    {
      what: `The element of the text has no name of its own: ${weak.body}`,
      todo: 'Compare the first and last paragraphs of each letter with its page: other text of the page may be among them.',
    },
  ]
}

function missingDates(preview: Omit<Preview, 'doubts'>): Doubt[] {
  const read = lettersRead(preview)
  const undated = read.filter(({ letter, listed }) => (letter.publishedOn ?? listed.publishedOn) === undefined)
  if (undated.length === 0) return []
  const what = `${undated.length} of ${read.length} letters have no date of publication`
  return [{ what, todo: 'If the page or the list shows one, pin it: "read": { "published": SELECTOR } or "date".' }]
}

function unsteadyText({ volatile }: Omit<Preview, 'doubts'>): Doubt[] {
  if (volatile?.differsInText !== true) return []
  const what = `Two fetches of one letter within ${volatile.seconds} s differ in its text: ${volatile.url}`
  return [
    { what, todo: 'Open the page twice. If something that is no letter changes, pin it: "read": { "remove": SELECTOR }.' },
  ]
}

function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`
}
