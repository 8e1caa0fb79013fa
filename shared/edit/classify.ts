import type { Role } from '../letter.ts'
import { classifyPair, type Finding } from './classify-stretch.ts'
import type { Compared } from './compare-lines.ts'
import { type Field, Tag } from './edit.ts'
import type { Significance } from './edit.ts'

export type ComparedField = { field: Field; compared: Compared[] }

/** The significance of an edit and its tags, in the order TAG_RULES lists them. The rules are explained there. */
export function classify(fields: ComparedField[]): { significance: Significance; tags: Tag[] } {
  const findings = fields.flatMap(({ field, compared }) => compared.flatMap((paragraph) => findingsOf(field, paragraph)))
  const found = new Set(findings.map(({ tag }) => tag))
  const cosmetic = findings.every((finding) => finding.cosmetic)
  return { significance: cosmetic ? 'cosmetic' : 'substantive', tags: Tag.options.filter((tag) => found.has(tag)) }
}

const FIELD_TAGS = {
  title: 'title',
  number: 'title',
  source: 'source',
  publishedOn: 'date',
  status: 'status',
  attachments: 'attachment',
  images: 'attachment',
  body: undefined,
} satisfies Record<Field, Tag | undefined>

/** Some paragraphs are there for one thing: whatever changes in their words is a change of that. */
const ROLE_TAGS = {
  addressee: 'name',
  signature: 'name',
  date: 'date',
  contact: 'contact',
  text: undefined,
  heading: undefined,
  row: undefined,
  closing: undefined,
} satisfies Record<Role, Tag | undefined>

function findingsOf(field: Field, paragraph: Compared): Finding[] {
  if (paragraph.kind === 'same' || paragraph.kind === 'left') return []
  const own = FIELD_TAGS[field] ?? ROLE_TAGS[paragraph.role]
  if (paragraph.kind !== 'pair') {
    const section = paragraph.kind === 'added' ? 'section-added' : 'section-removed'
    return [{ tag: own ?? (paragraph.role === 'closing' ? 'wording' : section), cosmetic: false }]
  }
  const moved: Finding[] = paragraph.move === undefined ? [] : [{ tag: own ?? 'wording', cosmetic: false }]
  const findings = classifyPair(paragraph)
  return [...moved, ...findings.map((finding) => (finding.cosmetic || own === undefined ? finding : { ...finding, tag: own }))]
}
