import type { Page as OpenedPage } from '../../shared/extract/page.ts'
import { openPage } from '../../shared/extract/response.ts'
import { learnTemplate, type Sample } from '../../shared/extract/template/learn.ts'
import { readWithTemplate } from '../../shared/extract/template/read.ts'
import type { ColumnTemplate } from '../../shared/template.ts'
import type { Letter } from '../../shared/letter.ts'
import { withoutBlank } from '../../shared/text/normalize.ts'
import { encodeGb } from './gb2312.ts'
import type { MadeLetter } from './letters.ts'
import { modelOf } from './made-up-site.ts'
import type { Asked, State, Template } from './model.ts'

const ORIGIN = 'http://gov.example'
const asked: Asked = { query: new URLSearchParams(), form: new URLSearchParams(), nth: 3 }

/** Letters from which a template is learned: as few as it asks for. */
const LEARNED_FROM = 3

/** One design of a made-up column, read by the pure functions alone: nothing is fetched. */
export type Design = {
  template: Template
  letters: MadeLetter[]
  samples: Sample[]
  listing: OpenedPage | undefined
  skin: 0 | 1
}

export function designOf(template: Template, skin: 0 | 1 = 0): Design {
  const { listed } = modelOf(template)
  const listing = template.pages(modelOf(template), stateOf(skin)).get(template.columnPath.replace(/#.*/, ''))?.(asked)
  const opened = listing === undefined ? undefined : open(`${ORIGIN}${template.columnPath}`, listing.body)
  const design: Design = { template, letters: listed, samples: [], listing: opened, skin }
  return { ...design, samples: listed.slice(0, LEARNED_FROM).map((letter) => sampleOf(design, letter)) }
}

/** The page of `letter` as the site serves it, after `change`, and its row. */
export function sampleOf(design: Design, letter: MadeLetter, change: (html: string) => string = (html) => html): Sample {
  const { template, letters, skin } = design
  const model = modelOf(template)
  model.listed = letters.map((other) => (other.id === letter.id ? letter : other))
  const path = template.letterPath(letter)
  const body = template.pages(model, stateOf(skin)).get(path)?.(asked)?.body ?? ''
  const url = `${ORIGIN}${path}`
  // Pages in bytes are in GB 2312.
  const page = open(url, typeof body === 'string' ? change(body) : encodeGb(change(new TextDecoder('gbk').decode(body))))
  return { page, listed: { postId: String(letter.id), url, title: letter.title, publishedOn: letter.publishedOn } }
}

/** The template learned from the design's samples; throws with the reason where none can be. */
export function learned({ samples, listing, template }: Design): ColumnTemplate {
  const outcome = learnTemplate(samples, listing)
  if (outcome.outcome === 'refused') throw new Error(`Cannot learn ${template.name}: ${outcome.why}`)
  return outcome.template
}

/** The letter in a page; throws with the reason where it is refused. */
export function readBy(columnTemplate: ColumnTemplate, { page, listed }: Sample): Letter {
  const outcome = readWithTemplate(page, columnTemplate, listed)
  if (outcome.outcome !== 'read') throw new Error(`Cannot read ${listed.url}: ${outcome.why}`)
  return outcome.reading.letter
}

/** The paragraphs of a letter without white space, and without lines that only name its files. */
export function linesOf({ paragraphs }: Letter, { files }: MadeLetter): string[] {
  const isFile = (text: string) =>
    files.reduce((rest, { name }) => rest.replace(withoutBlank(name), ''), text).replace(/附件[\d:：、.]*/g, '') === ''
  return paragraphs.map(({ text }) => withoutBlank(text)).filter((text) => !isFile(text) || text === '附件')
}

function stateOf(skin: 0 | 1): State {
  return { crawl: 1, skin, origin: ORIGIN }
}

function open(url: string, body: string | Uint8Array): OpenedPage {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const page = openPage({
    ...{ url, finalUrl: url, scheme: 'http', status: 200, headers: { 'content-type': 'text/html' } },
    ...{ body: bytes, fetchedAt: '2025-07-01T08:00:00+08:00' },
  })
  if ('outcome' in page) throw new Error(`Cannot open ${url}: ${page.why}`)
  return page
}
