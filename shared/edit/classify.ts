import type { Role } from '../letter.ts'
import { classifyPair } from './classify-stretch.ts'
import type { Compared } from './compare-lines.ts'
import { type Field, type Significance, Tag } from './edit.ts'
import { type RuleName, RULES } from './rules.ts'

export type ComparedField = { field: Field; compared: Compared[] }

/** The significance of an edit and its tags, in their order, by RULES. */
export function classify(fields: ComparedField[]): { significance: Significance; tags: Tag[] } {
  const applied = fields.flatMap(({ field, compared }) => compared.flatMap((paragraph) => rulesFor(field, paragraph)))
  const rules = [...new Set(applied)].map((name) => RULES[name])
  return {
    significance: rules.every(({ significance }) => significance === 'cosmetic') ? 'cosmetic' : 'substantive',
    tags: Tag.options.filter((tag) => rules.some((rule) => rule.tag === tag)),
  }
}

const FIELD_RULES = {
  title: 'title',
  number: 'title',
  source: 'source',
  publishedOn: 'date',
  status: 'status',
  attachments: 'attachment',
  images: 'attachment',
  body: undefined,
} satisfies Record<Field, RuleName | undefined>

/** Some paragraphs are there for one thing: whatever changes in their words is a change of that. */
const ROLE_RULES = {
  addressee: 'name',
  signature: 'name',
  date: 'date',
  contact: 'contact',
  text: undefined,
  heading: undefined,
  row: undefined,
  closing: undefined,
} satisfies Record<Role, RuleName | undefined>

function rulesFor(field: Field, paragraph: Compared): RuleName[] {
  if (paragraph.kind === 'same' || paragraph.kind === 'left') return []
  const own = FIELD_RULES[field] ?? ROLE_RULES[paragraph.role]
  if (paragraph.kind !== 'pair') {
    const section = paragraph.kind === 'added' ? 'section-added' : 'section-removed'
    return [own ?? (paragraph.role === 'closing' ? 'wording' : section)]
  }
  const moved: RuleName[] = paragraph.move === undefined ? [] : [own ?? 'wording']
  return [...moved, ...classifyPair(paragraph).map((rule) => (isItsOwn(rule, own) ? rule : (own ?? rule)))]
}

/** What is no change of content is none of its field either; a date written in another way is no other date. */
function isItsOwn(rule: RuleName, own: RuleName | undefined): boolean {
  return RULES[rule].significance === 'cosmetic' || (rule === 'notation' && own === 'date')
}
