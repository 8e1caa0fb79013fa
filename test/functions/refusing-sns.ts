import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** What SNS says no to: a whole request, by its code and message, or some of a batch, by their places. */
export type Refusal = { code: string; message: string } | { failed: number[] }

/** SNS on loopback as `behind` is, but for the requests to which `refuses` says no. */
export async function startRefusingSns(behind: string) {
  const sns = {
    refuses: (_request: URLSearchParams): Refusal | undefined => undefined,
    url: '',
    close: () => Promise.resolve(),
  }
  const answerTo = async (body: string): Promise<{ status: number; body: string }> => {
    const refusal = sns.refuses(new URLSearchParams(body))
    if (refusal && 'code' in refusal) return { status: 400, body: refused(refusal) }
    const request = refusal ? without(body, refusal.failed) : body
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await fetch(behind, { method: 'POST', headers, body: request })
    const said = await answer.text()
    return {
      status: answer.status,
      body: refusal
        ? said.replace(/<Failed\s*\/>|<Failed><\/Failed>|(?=<\/PublishBatchResult>)/, failed(refusal.failed))
        : said,
    }
  }
  const server = createServer((request, response) => {
    void text(request)
      .then(answerTo)
      .then(({ status, body }) => response.writeHead(status, { 'content-type': 'text/xml' }).end(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  sns.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  sns.close = async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
  return sns
}

const refused = ({ code, message }: { code: string; message: string }) =>
  `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`

const failed = (places: number[]) =>
  `<Failed>${places.map((place) => `<member><Id>${place}</Id><Code>InternalError</Code><Message>not now</Message><SenderFault>false</SenderFault></member>`).join('')}</Failed>`

/** The batch in `body` without the entries at `places`. */
function without(body: string, places: number[]): string {
  const kept = [...new URLSearchParams(body)].filter(
    ([name]) => !places.some((place) => name.includes(`.member.${place + 1}.`)),
  )
  return new URLSearchParams(kept).toString()
}
