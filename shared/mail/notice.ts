import type { Endpoint } from '../webhooks/endpoint.ts'
import { isoInstant } from '../text/instant.ts'
import type { Mail } from './mail.ts'
import { mailLines } from '../text/wrap.ts'

/** The notice to operators that `endpoint` was disabled at `now`, and why. Only its host is shown, because the address of a chat is a secret. */
export function disabledNotice({ id, url, failingSince }: Endpoint, why: string, now: Date): Mail {
  const since = failingSince ?? isoInstant(now)
  const host = URL.parse(url)?.host ?? url
  return {
    id: `endpoint/${id}/${since.replace(/\D/g, '')}`,
    subject: `[letterwatch] 推送地址 ${id} 已停用 webhook disabled`,
    asciiSubject: `letterwatch: webhook ${id} is disabled`,
    text: `${[
      ...mailLines(`推送地址 ${id}（${host}）已停用，不再向其发送。`),
      ...mailLines(`The webhook ${id} (${host}) is disabled; nothing more is sent to it.`),
      ...mailLines(`原因 Reason: ${why}`),
      '',
      '接收方修复后，运行 When the receiver works again, run:',
      `  letterwatch endpoint enable ${id}`,
      `  letterwatch delivery replay --since ${since} --endpoint ${id}`,
    ].join('\n')}\n`,
  }
}

/** The most columns that a notice names. */
const MAX_NAMED = 200

/** The notice to operators of the columns that are newly overdue; `all` is the number of overdue columns. */
export function overdueNotice(columns: readonly [string, ...string[]], all: number, now: Date): Mail {
  const named = columns.slice(0, MAX_NAMED)
  const others = columns.length - named.length
  return {
    id: `overdue/${isoInstant(now).replace(/\D/g, '')}`,
    subject: `[letterwatch] ${columns.length} 个栏目逾期未完整读取 columns overdue`,
    asciiSubject: `letterwatch: ${areOverdue(columns.length)}`,
    text: `${[
      ...mailLines(`以下栏目已连续两个周期未能完整读取，其间的变动可能遗漏。目前共 ${all} 个栏目逾期。`),
      ...mailLines(
        `These columns have had no complete crawl for two periods; changes may have been missed. ${areOverdue(all)} now.`,
      ),
      '',
      ...named.map((id) => `  ${id}`),
      ...(others > 0 ? [`  + ${others}`] : []),
    ].join('\n')}\n`,
  }
}

const areOverdue = (columns: number) => (columns === 1 ? '1 column is overdue' : `${columns} columns are overdue`)
