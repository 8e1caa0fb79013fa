import { expect, test } from 'vitest'
import { type Answer, verdictOn } from '../../../shared/webhooks/answer.ts'
import type { Format } from '../../../shared/webhooks/endpoint.ts'

const NOW = new Date('2026-11-23T00:00:00Z')
const answered = (status: number, text = '', retryAfter?: string): Answer => ({ kind: 'answered', status, text, retryAfter })
const accepted = { kind: 'accepted' }
const failed = { kind: 'failed' }
const slower = (afterMs: number) => ({ kind: 'slower', afterMs })

test.each([200, 201, 202, 204, 299])('%i is success', (status) => {
  expect(verdictOn(answered(status), 'standard', NOW)).toEqual(accepted)
})

test.each([100, 199, 301, 302, 307, 308, 400, 401, 403, 404, 500, 501])('%i is failure', (status) => {
  expect(verdictOn(answered(status), 'standard', NOW)).toEqual(failed)
})

test('no response is a failure', () => {
  expect(verdictOn({ kind: 'unanswered', error: 'connect ECONNREFUSED' }, 'standard', NOW)).toEqual(failed)
})

test('410 ends the delivery for good', () => {
  expect(verdictOn(answered(410), 'standard', NOW)).toEqual({ kind: 'gone' })
})

test.each([429, 502, 503, 504])('%i delays the next attempt, as long as it asks or one minute', (status) => {
  expect(verdictOn(answered(status, '', '30'), 'standard', NOW)).toEqual(slower(30_000))
  expect(verdictOn(answered(status), 'standard', NOW)).toEqual(slower(60_000))
})

test.each<[Format, string, object]>([
  ['slack', 'ok', accepted],
  ['slack', 'invalid_payload', failed],
  ['slack', '', failed],
  ['feishu', '{"code":0,"msg":"success","data":{}}', accepted],
  ['feishu', '{"StatusCode":0,"StatusMessage":"success"}', accepted],
  ['feishu', '{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}', failed],
  ['feishu', '{"code":11232,"msg":"frequency limited"}', slower(60_000)],
  ['feishu', '<html>', failed],
  ['feishu', 'null', failed],
  ['wecom', '{"errcode":0,"errmsg":"ok"}', accepted],
  ['wecom', '{"errcode":93000,"errmsg":"invalid webhook url"}', failed],
  ['wecom', '{"errcode":45009,"errmsg":"api freq out of limit"}', slower(60_000)],
  ['wecom', '{}', failed],
  ['wecom', '', failed],
])('from %s, 200 with %s is judged by its body', (format, text, verdict) => {
  expect(verdictOn(answered(200, text), format, NOW)).toEqual(verdict)
})

test('a chat service that answers 500 has failed, whatever its body', () => {
  expect(verdictOn(answered(500, 'ok'), 'slack', NOW)).toEqual(failed)
})
