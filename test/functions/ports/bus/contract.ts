import { expect, test } from 'vitest'
import type { Bus, Message, Queue } from '../../../../functions/ports/bus/bus.ts'
import { Envelope } from '../../../../functions/ports/bus/envelope.ts'
import { EVENT_TYPES } from '../../../../shared/event.ts'

/** A bus to test, and everything that is visible in a queue, which is empty afterwards. */
export type TestedBus = { bus: Bus; take: (queue: Queue) => Promise<string[]> }

const message = (type: string, id = type): Message => ({ body: JSON.stringify({ type, id }), attributes: { type: [type] } })
const mail = {
  id: 'cppcc/1',
  subject: '[政协提案答复函] 修改',
  asciiSubject: 'letterwatch: 1 change',
  text: '办理情况有修改\n',
}
const envelopesIn = (bodies: string[]) => bodies.map((body) => Envelope.parse(JSON.parse(body)))
const messagesIn = (bodies: string[]) => envelopesIn(bodies).map(({ Message }) => JSON.parse(Message) as { id: string })

/** What every bus does, whatever it is made of. */
export function busContract(open: () => TestedBus): void {
  test('an event reaches publish and dispatch, in the envelope of SNS with its attributes', async () => {
    const { bus, take } = open()
    const attributes = { type: ['letter.edited'], topics: ['脑机接口', '医疗'], column: ['cppcc'], significance: [] }
    await bus.publishEvents([{ body: '{"type":"letter.edited"}', attributes }])
    for (const queue of ['publish', 'dispatch'] as const) {
      const [envelope, ...others] = envelopesIn(await take(queue))
      expect(others).toEqual([])
      expect(envelope).toMatchObject({ Type: 'Notification', Message: '{"type":"letter.edited"}' })
      expect(envelope?.TopicArn).toMatch(/:events$/)
      expect(envelope?.Timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(envelope?.MessageAttributes).toEqual({
        type: { Type: 'String', Value: 'letter.edited' },
        topics: { Type: 'String.Array', Value: '["脑机接口","医疗"]' },
        column: { Type: 'String', Value: 'cppcc' },
      })
    }
    expect(await take('mail')).toEqual([])
    expect(await take('deliver')).toEqual([])
  })

  test('dispatch receives every type of event, and no other message of the topic', async () => {
    const { bus, take } = open()
    await bus.publishEvents([...EVENT_TYPES, 'column.crawled'].map((type) => message(type)))
    expect(
      messagesIn(await take('dispatch'))
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...EVENT_TYPES].sort())
    expect(await take('publish')).toHaveLength(EVENT_TYPES.length + 1)
  })

  test('a message without the attribute of a filter does not match it', async () => {
    const { bus, take } = open()
    await bus.publishEvents([{ body: '{"id":"none"}', attributes: {} }])
    expect(await take('dispatch')).toEqual([])
    expect(messagesIn(await take('publish'))).toEqual([{ id: 'none' }])
  })

  test('more events than one request holds are all accepted', async () => {
    const { bus, take } = open()
    const ids = Array.from({ length: 23 }, (_, index) => String(index + 100))
    await bus.publishEvents(ids.map((id) => message('letter.edited', id)))
    expect(
      messagesIn(await take('dispatch'))
        .map(({ id }) => id)
        .sort(),
    ).toEqual(ids)
    await take('publish')
  })

  test.each(['mail', 'audiences', 'operators'] as const)(
    'a mail to the topic %s has its subject, text and id',
    async (topic) => {
      const { bus, take } = open()
      expect(await bus.publishMail(topic, mail, { audience: ['all'] })).toBe('as written')
      const [envelope] = envelopesIn(await take('mail'))
      expect(envelope).toMatchObject({ Subject: mail.subject, Message: mail.text })
      expect(envelope?.TopicArn).toMatch(new RegExp(`:${topic}$`))
      expect(envelope?.MessageAttributes).toEqual({
        id: { Type: 'String', Value: 'cppcc/1' },
        audience: { Type: 'String', Value: 'all' },
      })
      expect(await take('publish')).toEqual([])
    },
  )

  test('what is sent to a queue arrives there as it is, all of it and nowhere else', async () => {
    const { bus, take } = open()
    const bodies = Array.from({ length: 12 }, (_, index) => JSON.stringify({ endpoint: 'ep_1', event: `cppcc/${index + 10}` }))
    await bus.send('deliver', bodies)
    await bus.send('deliver', [])
    expect((await take('deliver')).sort()).toEqual(bodies)
    for (const queue of ['publish', 'dispatch', 'mail'] as const) expect(await take(queue)).toEqual([])
  })

  test('a delayed message cannot be received at once', async () => {
    const { bus, take } = open()
    await bus.send('deliver', ['later'], { delaySeconds: 900 })
    await bus.send('deliver', ['now'])
    expect(await take('deliver')).toEqual(['now'])
  })
}
