import type { Significance, Tag } from '../diff/edit.ts'
import type { EventEntry } from '../event.ts'
import type { Strength } from '../findings/promises.ts'
import type { Standing, Step } from '../ledger/site-state.ts'

/** A name for readers, in Chinese and in English. */
export type Label = { zh: string; en: string }

/** What happened, by the kind of entry. */
export const STEP_LABELS = {
  'letter.published': { zh: '新公开', en: 'Published' },
  'letter.edited': { zh: '修改', en: 'Edited' },
  'letter.delisted': { zh: '移出列表', en: 'Delisted' },
  'letter.withdrawn': { zh: '撤下', en: 'Withdrawn' },
  'letter.restored': { zh: '恢复', en: 'Restored' },
  'letter.moved': { zh: '迁移', en: 'Moved' },
  'letter.reread': { zh: '重新读取', en: 'Read anew' },
  'column.held': { zh: '待核实', en: 'Held' },
} as const satisfies Record<Step['type'], Label>
const BASELINE: Label = { zh: '首次收录', en: 'First recorded' }
const COSMETIC: Label = { zh: '细微修改', en: 'Cosmetic edit' }

/** What happened, in a word: a baseline letter is not called new, nor a cosmetic edit an edit. */
export function labelOf(happened: Pick<Step, 'type' | 'baseline' | 'significance'>): Label {
  if (happened.baseline) return BASELINE
  if (happened.type === 'letter.edited' && happened.significance === 'cosmetic') return COSMETIC
  return STEP_LABELS[happened.type]
}

/** `labelOf` an event's entry. */
export function labelOfEntry({ type, data }: EventEntry): Label {
  const baseline = 'baseline' in data && data.baseline
  const significance = 'significance' in data ? data.significance : undefined
  return labelOf({ type, ...(baseline && { baseline }), ...(significance && { significance }) })
}

/** What readers are told each tag of an edit means. */
export const TAGS = {
  figure: { zh: '数字', en: 'figure' },
  date: { zh: '日期', en: 'date' },
  name: { zh: '名称', en: 'name' },
  wording: { zh: '措辞', en: 'wording' },
  title: { zh: '标题', en: 'title' },
  source: { zh: '信息来源', en: 'source' },
  contact: { zh: '联系方式', en: 'contact' },
  status: { zh: '状态', en: 'status' },
  attachment: { zh: '附件', en: 'attachment' },
  'section-removed': { zh: '删去段落', en: 'section removed' },
  'section-added': { zh: '增加段落', en: 'section added' },
  punctuation: { zh: '标点', en: 'punctuation' },
  'damage-repaired': { zh: '修复缺字', en: 'damage repaired' },
  reverted: { zh: '改回旧版', en: 'reverted' },
  silent: { zh: '未更新修改时间', en: 'silent' },
} as const satisfies Record<Tag, Label>

/** How much an edit matters. */
export const SIGNIFICANCES = {
  substantive: { zh: '实质', en: 'Substantive' },
  cosmetic: { zh: '细微', en: 'Cosmetic' },
} as const satisfies Record<Significance, Label>

/** How firmly something is promised. */
export const STRENGTHS = {
  firm: { zh: '明确', en: 'Firm' },
  intended: { zh: '打算或在办', en: 'Intended or under way' },
  hoped: { zh: '争取', en: 'Hoped for' },
} as const satisfies Record<Strength, Label>

/** What readers are told of where a letter stands. It says what was seen and never why. */
export const STANDINGS = {
  listed: { label: { zh: '在列', en: 'Listed' }, notice: '', noticeEn: '' },
  delisted: {
    label: { zh: '已移出列表', en: 'Delisted' },
    notice: '本信已不在栏目列表中，原网页仍可打开。',
    noticeEn: 'This letter is no longer on the column’s list; its page still opens.',
  },
  withdrawn: {
    label: { zh: '已撤下', en: 'Withdrawn' },
    notice: '本信已不在栏目列表中，原网页也无法打开。',
    noticeEn: 'This letter is no longer on the column’s list, and its page is gone. What follows is the text as last read.',
  },
} as const satisfies Record<Standing, { label: Label; notice: string; noticeEn: string }>
