import type { EntryOf } from '../shared/entry.ts'
import { templateLines } from '../shared/render/template-lines.ts'
import { visible } from '../shared/text/escape.ts'

const WHY = {
  learned: { zh: '由网页归纳', en: 'learned from the pages' },
  relearned: { zh: '网站改版后重新归纳', en: 'learned again, because the one before did not hold' },
  pinned: { zh: '按配置指定', en: 'with selectors of the configuration' },
} as const satisfies Record<EntryOf<'column.template'>['data']['why'], { zh: string; en: string }>

/** An entry with a column's template as text: why it was recorded, from which letters, and the selectors of each kind of letters. */
export function describeTemplate({ timestamp, data }: EntryOf<'column.template'>): string {
  const { why, learnedFrom, template } = data
  const lines = [
    `栏目读取方式：${WHY[why].zh}（技术条目，不发布）`,
    `How the column's letters are read: ${WHY[why].en} (technical entry, not announced)`,
    `${timestamp}  ${data.id}`,
    `from the letters ${learnedFrom.join(', ')}`,
    ...template.letters.flatMap((kind, at) => [
      '',
      ...(template.letters.length > 1 ? [`${at + 1}`] : []),
      ...templateLines(kind).map(({ part, selectors }) => `${part.zh} ${part.en}: ${selectors.join('  |  ')}`),
    ]),
  ]
  return lines.map(visible).join('\n')
}
