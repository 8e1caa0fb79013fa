import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { deriveSecret, signedHeaders } from '../../../shared/webhooks/signature.ts'

const KEY = Buffer.alloc(32, 7)

test('signs the public example of Standard Webhooks as the specification says', () => {
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' }
  expect(signedHeaders(message, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('while two secrets overlap, the owner of either can verify the message', () => {
  const [before, after] = [deriveSecret(KEY, 'ep_1', 1), deriveSecret(KEY, 'ep_1', 2)]
  const body = '{"标题":"答复"}'
  const headers = signedHeaders({ id: 'cppcc/1', timestamp: Math.floor(Date.now() / 1000), body }, [after, before])
  expect(new Webhook(before).verify(body, headers)).toEqual({ 标题: '答复' })
  expect(new Webhook(after).verify(body, headers)).toEqual({ 标题: '答复' })
  expect(() => new Webhook(deriveSecret(KEY, 'ep_1', 3)).verify(body, headers)).toThrow('No matching signature')
})

test('a secret has 32 bytes, is always derived the same, and differs by key, endpoint and generation', () => {
  const secret = deriveSecret(KEY, 'ep_1', 1)
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(deriveSecret(KEY, 'ep_1', 1)).toBe(secret)
  const others = [deriveSecret(Buffer.alloc(32, 8), 'ep_1', 1), deriveSecret(KEY, 'ep_2', 1), deriveSecret(KEY, 'ep_1', 2)]
  expect(new Set([secret, ...others]).size).toBe(4)
})
