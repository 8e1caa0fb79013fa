import type { FieldPlace, LetterTemplate } from '../template.ts'
import type { Label } from './labels.ts'

/** The parts of a letter that a template finds, in the order in which they are shown. */
const PARTS = {
  body: { zh: '正文', en: 'Text' },
  title: { zh: '标题', en: 'Title' },
  published: { zh: '公开日期', en: 'Published' },
  source: { zh: '信息来源', en: 'Source' },
  remove: { zh: '略去的部分', en: 'Left out' },
  tail: { zh: '略去的末行', en: 'Last lines left out' },
} as const satisfies Record<keyof LetterTemplate, Label>

/** One part of a letter, and the CSS selectors by which a template finds it, the first that holds is used. */
type TemplateLine = { part: Label; selectors: string[] }

/** What a template says of one kind of letters; parts without a selector are left out. */
export function templateLines(kind: LetterTemplate): TemplateLine[] {
  const selectors = {
    body: [kind.body],
    title: kind.title,
    published: kind.published.map(placeText),
    source: kind.source.map(placeText),
    remove: kind.remove,
    tail: kind.tail,
  } satisfies Record<keyof LetterTemplate, string[]>
  return Object.entries(PARTS).flatMap(([name, part]) => {
    const found = selectors[name as keyof LetterTemplate]
    return found.length === 0 ? [] : [{ part, selectors: found }]
  })
}

function placeText({ select, label }: FieldPlace): string {
  return label === '' ? select : `${select} “${label}”`
}
