import type { Significance, Tag } from '../edit.ts'
import type { VersionEntry } from '../entry.ts'
import type { EventEntry } from '../event.ts'
import type { Strength } from '../findings/promises.ts'
import type { HistoryStep } from '../ledger/site-state.ts'
import type { Presence } from '../letter.ts'

/** What readers see, in Chinese and in English. */
export type Label = { zh: string; en: string }

/** What happened, by the type of the entry. */
export const ENTRY_LABELS = {
  'letter.published': { zh: '新公开', en: 'Published' },
  'letter.edited': { zh: '修改', en: 'Edited' },
  'letter.delisted': { zh: '移出列表', en: 'Delisted' },
  'letter.withdrawn': { zh: '撤下', en: 'Withdrawn' },
  'letter.restored': { zh: '恢复', en: 'Restored' },
  'letter.moved': { zh: '网址变更', en: 'Moved' },
  'letter.reread': { zh: '重新解析', en: 'Re-parsed' },
  'column.held': { zh: '待核实', en: 'Held' },
} as const satisfies Record<HistoryStep['type'], Label>
const BASELINE: Label = { zh: '首次收录', en: 'First recorded' }
const COSMETIC: Label = { zh: '细微修改', en: 'Cosmetic edit' }

/** What happened, in a word. A letter of the baseline is not called new, and a cosmetic edit is named as one. */
export function labelOf(happened: Pick<HistoryStep, 'type' | 'baseline' | 'significance'>): Label {
  if (happened.baseline) return BASELINE
  if (happened.type === 'letter.edited' && happened.significance === 'cosmetic') return COSMETIC
  return ENTRY_LABELS[happened.type]
}

/** `labelOf` an entry. */
export function labelOfEntry({ type, data }: EventEntry | VersionEntry): Label {
  const baseline = 'baseline' in data && data.baseline
  const significance = 'significance' in data ? data.significance : undefined
  return labelOf({ type, ...(baseline && { baseline }), ...(significance && { significance }) })
}

/** The tags of an edit. */
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
  'section-removed': { zh: '删除段落', en: 'section removed' },
  'section-added': { zh: '新增段落', en: 'section added' },
  punctuation: { zh: '标点', en: 'punctuation' },
  'damage-repaired': { zh: '修复缺字', en: 'damage repaired' },
  reverted: { zh: '恢复旧版', en: 'reverted' },
  silent: { zh: '未更新日期', en: 'silent' },
} as const satisfies Record<Tag, Label>

/** How much an edit matters. */
export const SIGNIFICANCES = {
  substantive: { zh: '实质', en: 'Substantive' },
  cosmetic: { zh: '细微', en: 'Cosmetic' },
} as const satisfies Record<Significance, Label>

/** How firmly something is promised. */
export const STRENGTHS = {
  firm: { zh: '明确', en: 'Firm' },
  intended: { zh: '计划或在办', en: 'Intended or under way' },
  hoped: { zh: '争取', en: 'Hoped for' },
} as const satisfies Record<Strength, Label>

/** The state of a letter, and the notice on its page. A notice says what was observed and never why. */
export const LETTER_STATES = {
  listed: { label: { zh: '在列表中', en: 'Listed' }, notice: '', noticeEn: '' },
  delisted: {
    label: { zh: '已移出列表', en: 'Delisted' },
    notice: '本函已从栏目列表移除，原网页仍可打开。',
    noticeEn: "This letter was removed from the column's list; its page still opens.",
  },
  withdrawn: {
    label: { zh: '已撤下', en: 'Withdrawn' },
    notice: '本函已从栏目列表移除，原网页已无法打开。',
    noticeEn: "This letter was removed from the column's list, and its page is gone.",
  },
} as const satisfies Record<Presence, { label: Label; notice: string; noticeEn: string }>
