import { expect, test } from 'vitest'
import { chatMessage } from '../../../shared/webhooks/chat-message.ts'
import type { Span } from '../../../shared/edit.ts'
import { edited, eventFrom, published } from '../../functions/deliver/facts.ts'

const figureChanged = eventFrom(edited())

const slackText = (body: string) => (JSON.parse(body) as { text: string }).text
const wecomContent = (body: string) => (JSON.parse(body) as { text: { content: string } }).text.content

test('Slack gets the change in its own marks, then links', () => {
  expect(slackText(chatMessage(figureChanged, 'slack'))).toBe(
    [
      '*关于虚构提案第20230001号的答复*',
      '改动数字 1 处',
      '全年投入 ~23.74亿元~  *24.74亿元* 用于研发。',
      '<https://record.example.org/cppcc/10000001/2/|变动记录>',
      '<https://stic.example.cn/post_10000001.html|原网页>',
    ].join('\n'),
  )
})

test('Feishu gets a rich text with a title, lines and links', () => {
  expect(JSON.parse(chatMessage(figureChanged, 'feishu'))).toEqual({
    msg_type: 'post',
    content: {
      post: {
        zh_cn: {
          title: '关于虚构提案第20230001号的答复',
          content: [
            [{ tag: 'text', text: '改动数字 1 处\n全年投入[-23.74亿元-][+24.74亿元+]用于研发。' }],
            [{ tag: 'a', text: '变动记录', href: 'https://record.example.org/cppcc/10000001/2/' }],
            [{ tag: 'a', text: '原网页', href: 'https://stic.example.cn/post_10000001.html' }],
          ],
        },
      },
    },
  })
})

test('WeCom gets plain text', () => {
  expect(JSON.parse(chatMessage(figureChanged, 'wecom'))).toEqual({
    msgtype: 'text',
    text: {
      content: [
        '关于虚构提案第20230001号的答复',
        '改动数字 1 处',
        '全年投入[-23.74亿元-][+24.74亿元+]用于研发。',
        '变动记录：https://record.example.org/cppcc/10000001/2/',
        '原网页：https://stic.example.cn/post_10000001.html',
      ].join('\n'),
    },
  })
})

test('an event without a diff is its summary and its links', () => {
  expect(
    wecomContent(chatMessage(eventFrom(published), 'wecom'))
      .split('\n')
      .slice(0, 2),
  ).toEqual(['关于虚构提案第20230001号的答复', '新公开：关于虚构提案第20230001号的答复'])
})

const LONG: Span[] = Array.from({ length: 400 }, (_, n): Span[] => [
  { op: 'removed', text: `原第${n}项🙂投入` },
  { op: 'added', text: `现第${n}项🙂投入"引号"` },
  { op: 'break' },
]).flat()

test.each(['slack', 'feishu', 'wecom'] as const)(
  'a diff too long for %s is cut between characters and says how much is left out, its links are kept',
  (format) => {
    const body = chatMessage(eventFrom(edited(LONG)), format)
    const limits = {
      slack: body.length <= 4_000,
      feishu: Buffer.byteLength(body) < 20_000,
      wecom: Buffer.byteLength(wecomOr(body)) <= 2_048,
    }
    expect(limits[format]).toBe(true)
    expect(body).toContain('……')
    expect(body).toMatch(/〔略去 \d{2,3} 段〕/)
    expect(body).toContain('https://stic.example.cn/post_10000001.html')
    expect(body.isWellFormed()).toBe(true)
    expect(body).not.toMatch(/\\ud[89a-f]/)
  },
)

const wecomOr = (body: string) => (body.includes('"msgtype"') ? wecomContent(body) : body)

test('a cut message is nearly as long as the service allows', () => {
  const event = eventFrom(edited(LONG))
  expect(chatMessage(event, 'slack').length).toBeGreaterThan(3_800)
  expect(Buffer.byteLength(chatMessage(event, 'feishu'))).toBeGreaterThan(17_800)
  expect(Buffer.byteLength(wecomContent(chatMessage(event, 'wecom')))).toBeGreaterThan(1_980)
})

test.each(['slack', 'feishu', 'wecom'] as const)('a cut for %s leaves no half of a character', (format) => {
  for (const before of ['', 'a', 'ab', 'abc']) {
    const body = chatMessage(eventFrom(edited([{ op: 'added', text: before + '🙂'.repeat(9_000) }])), format)
    expect(body).toMatch(/🙂[^🙂]{0,3}……/u)
    expect(body).not.toContain('⟦')
  }
})

test('a letter cannot notify people, or make links or marks in a chat', () => {
  const hostile = eventFrom(
    edited([{ op: 'same', text: '<!channel> <@U1> *x* <at user_id="all"></at> <https://evil.example|点此>' }]),
  )
  expect(slackText(chatMessage(hostile, 'slack'))).toContain('&lt;!channel&gt; &lt;@U1&gt; ∗x∗')
  const inTitle = {
    ...hostile,
    data: { ...hostile.data, title: '<!here> <at user_id="all">', summary: '<!here> <at user_id="all">' },
  }
  expect(slackText(chatMessage(inTitle as typeof hostile, 'slack'))).not.toMatch(/<[^h]/)
  for (const format of ['feishu', 'wecom'] as const)
    for (const event of [hostile, inTitle as typeof hostile]) expect(chatMessage(event, format)).not.toMatch(/<at|<@|<!/)
})

test.each(['slack', 'feishu', 'wecom'] as const)('a title of any length leaves %s room for the links', (format) => {
  const event = eventFrom(edited(LONG))
  const body = chatMessage(
    { ...event, data: { ...event.data, title: '长'.repeat(5000), summary: '长'.repeat(5000) } } as typeof event,
    format,
  )
  expect(Buffer.byteLength(wecomOr(body))).toBeLessThan(format === 'wecom' ? 2_049 : 20_000)
  expect(body).toContain('https://stic.example.cn/post_10000001.html')
})
