import type { EventEntry } from './event.ts'

/** One sentence that says what happened: Chinese, and the same in English. */
export type Summary = { summary: string; summaryEn: string }

/** What `entry` tells, in one sentence that names the letter. An edit's own summary was made when it was found and follows the title. */
export function summaryOf(entry: EventEntry): Summary {
  switch (entry.type) {
    case 'letter.published':
      return { summary: `新公开：${entry.data.title}`, summaryEn: `Published: ${entry.data.title}` }
    case 'letter.edited':
      return { summary: entry.data.summary, summaryEn: entry.data.summaryEn }
    case 'letter.delisted':
      return {
        summary: `已从栏目列表移除，原网页仍可打开：${entry.data.title}`,
        summaryEn: `Taken off the column's list, its page still opens: ${entry.data.title}`,
      }
    case 'letter.withdrawn':
      return {
        summary: `已从栏目列表移除，原网页也无法打开：${entry.data.title}`,
        summaryEn: `Taken off the column's list, and its page is gone: ${entry.data.title}`,
      }
    case 'letter.restored':
      return entry.data.summary === undefined
        ? { summary: `已恢复，内容未变：${entry.data.title}`, summaryEn: `Restored, its text unchanged: ${entry.data.title}` }
        : {
            summary: `已恢复，内容有改动：${entry.data.summary}`,
            summaryEn: `Restored with another text: ${entry.data.summaryEn ?? ''}`,
          }
    case 'letter.moved':
      return entry.data.summary === undefined
        ? {
            summary: `网址变更，内容未变：${entry.data.title}`,
            summaryEn: `Moved to another address, its text unchanged: ${entry.data.title}`,
          }
        : {
            summary: `网址变更，内容有改动：${entry.data.summary}`,
            summaryEn: `Moved to another address with another text: ${entry.data.summaryEn ?? ''}`,
          }
    case 'column.held':
      return {
        summary: `一次发现 ${entry.data.events} 项变动，多于该栏目的上限，待人工核实后再行通知`,
        summaryEn: `${entry.data.events} changes at once are more than this column's limit; they wait for an operator to check them`,
      }
  }
}
