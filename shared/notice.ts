import type { Endpoint } from './endpoint.ts'
import { isoInstant } from './instant.ts'
import type { Mail } from './mail.ts'
import { mailLines } from './mail-lines.ts'

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
