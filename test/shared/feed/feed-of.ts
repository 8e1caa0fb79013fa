import { isEvent } from '../../../shared/event.ts'
import type { FeedDocument } from '../../../shared/feed/document.ts'
import { itemOf } from '../../../shared/feed/item.ts'
import type { Fact } from '../../../shared/entry.ts'
import { entriesOf } from '../ledger/made-up-entries.ts'

/** The feed of a ledger that begins with `facts`. */
export function feedOf(facts: Fact[], place: Partial<FeedDocument> = {}): FeedDocument {
  const events = entriesOf('cppcc', facts).filter(isEvent)
  const items = events.map((entry) => itemOf(entry, entry.timestamp, '虚构提案答复函', 'https://record.example/')).toReversed()
  return {
    path: 'cppcc/feed',
    home: 'cppcc/index.html',
    title: '示例市科技创新局 虚构提案答复函',
    subtitle: '公开答复函的变动',
    updatedAt: '2026-11-01T08:00:00+08:00',
    publicUrl: 'https://record.example/',
    items,
    ...place,
  }
}
