import type { Endpoint } from '../webhooks/endpoint.ts'
import { isoInstant } from '../text/instant.ts'
import type { Mail } from './mail.ts'
import { mailLines } from '../text/wrap.ts'

/** The mail that tells operators that `endpoint` is disabled since `now`, and why. The address of a chat is its secret: its host is shown. */
export function disabledNotice({ id, url, failingSince }: Endpoint, why: string, now: Date): Mail {
  const since = failingSince ?? isoInstant(now)
  const host = URL.parse(url)?.host ?? url
  return {
    id: `endpoint/${id}/${since.replace(/\D/g, '')}`,
    subject: `[letterwatch] 推送地址 ${id} 已停用 webhook disabled`,
    asciiSubject: `letterwatch: webhook ${id} is disabled`,
    text: `${[
      ...mailLines(`推送地址 ${id}（${host}）已停用。`),
      ...mailLines(`The webhook ${id} (${host}) is disabled.`),
      ...mailLines(`原因 Why: ${why}`),
      '',
      '接收方修复之后 Once its receiver is mended:',
      `  letterwatch endpoint enable ${id}`,
      `  letterwatch delivery replay --since ${since} --endpoint ${id}`,
    ].join('\n')}\n`,
  }
}

/** So many columns are named. */
const NAMED = 200

/** The mail that tells operators which columns are overdue since this count, of how many in all. */
export function overdueNotice(columns: readonly [string, ...string[]], all: number, now: Date): Mail {
  const named = columns.slice(0, NAMED)
  const others = columns.length - named.length
  return {
    id: `overdue/${isoInstant(now).replace(/\D/g, '')}`,
    subject: `[letterwatch] ${columns.length} 个栏目逾期未完整查看 overdue columns`,
    asciiSubject: `letterwatch: ${columns.length} columns are overdue`,
    text: `${[
      ...mailLines(`以下栏目已有两个周期没有一次完整的查看，期间的变动无从得知。目前共 ${all} 个栏目如此。`),
      ...mailLines(
        `These columns have had no complete crawl for two periods: nobody knows what changed there. ${all} are so now.`,
      ),
      '',
      ...named.map((id) => `  ${id}`),
      ...(others > 0 ? [`  + ${others}`] : []),
    ].join('\n')}\n`,
  }
}
