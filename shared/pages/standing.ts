import type { Label } from '../feed/labels.ts'
import type { Standing } from '../record-book.ts'

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
