import { chatMessage, chatRequest } from '../../shared/webhooks/chat-message.ts'
import { type Endpoint, signingSecrets } from '../../shared/webhooks/endpoint.ts'
import type { Event } from '../../shared/event.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import { signedHeaders } from '../../shared/webhooks/signature.ts'
import { webhookBody } from '../../shared/webhooks/webhook-body.ts'
import type { DeliverDeps } from './deps.ts'
import type { Message } from './post.ts'

type Signer = Pick<DeliverDeps, 'key' | 'settings'>

/** The POST that announces `event` to `endpoint`, signed for an attempt at `now`. The id and the body are the same in every attempt. */
export function eventMessage(event: Event, endpoint: Endpoint, signer: Signer, now: Date): Message {
  const body = endpoint.format === 'standard' ? webhookBody(event) : chatMessage(event, endpoint.format)
  return signed(event.data.id, body, endpoint, signer, now)
}

/** The POST of a test event with the id `id`. */
export function testMessage(id: string, endpoint: Endpoint, signer: Signer, now: Date): Message {
  const event = {
    type: 'letterwatch.test',
    timestamp: isoInstant(now),
    data: { id, endpoint: endpoint.id, summary: TEST_SUMMARY },
  }
  const chat = { title: 'letterwatch', text: TEST_SUMMARY, links: [] }
  const body = endpoint.format === 'standard' ? JSON.stringify(event) : chatRequest(chat, endpoint.format)
  return signed(id, body, endpoint, signer, now)
}

const TEST_SUMMARY = '测试消息：此地址可以接收变动通知 / Test: this address can receive change notifications'

function signed(id: string, body: string, endpoint: Endpoint, { key, settings }: Signer, now: Date): Message {
  const timestamp = Math.floor(now.getTime() / 1000)
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': `letterwatch (+${settings.contact})`,
    ...signedHeaders({ id, timestamp, body }, signingSecrets(endpoint, key, now)),
  }
  return { url: endpoint.url, headers, body, allowPrivate: endpoint.allowPrivate }
}
