import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { FUNCTION_ALARMS } from '../../../infra/aws/alarm-table.ts'
import { ARTICLES, OTHER_CAUSES } from '../../../infra/aws/runbook.ts'
import { readRunbook, runbookPage } from '../../../infra/aws/runbook-page.ts'
import { LetterwatchStack } from '../../../infra/aws/stack.ts'
import { type Stage, STAGES } from '../../../infra/aws/stages.ts'
import { METRICS } from '../../../functions/metrics.ts'

const column = (id: string) => ({ id, name: '虚构栏目', authority: '虚构委员会', url: `http://127.0.0.1/${id}/` })
const NOTHING_SLOW = { context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false }
const templateEvery = (minutes: number, settings = {}, stage: Stage = STAGES.production) =>
  Template.fromStack(
    new LetterwatchStack(
      new App(NOTHING_SLOW),
      { columns: [column('one'), column('two')], everyMs: minutes * 60_000, settings },
      stage,
    ),
  )

type Alarm = {
  AlarmDescription: unknown
  MetricName: string
  Namespace: string
  Period: number
  EvaluationPeriods: number
  TreatMissingData: string
  ComparisonOperator: string
  Threshold: number
  Dimensions?: { Name: string; Value: unknown }[]
  AlarmActions: unknown[]
  OKActions: unknown[]
}

const template = templateEvery(15)
const alarmsIn = (of: Template) =>
  Object.values(of.findResources('AWS::CloudWatch::Alarm') as Record<string, { Properties: Alarm }>).map(
    ({ Properties }) => Properties,
  )
const alarms = alarmsIn(template)
/** What the mail of an alarm says, the domain that deploying fills in as `record.example`. */
function mailOf({ AlarmDescription: said }: Alarm): string {
  const parts = typeof said === 'string' ? [said] : (said as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1]
  return parts.map((part) => (typeof part === 'string' ? part : 'record.example')).join('')
}
const articleOf = (alarm: Alarm) =>
  / What to do: https:\/\/record\.example\/runbook\.html#(\S+) \(docs\/runbook\.md, ".*"\)$/.exec(mailOf(alarm))?.[1]

/** The articles of the runbook as its page shows them, under the fragments by which one links to them. */
const runbook = new Map(
  Array.from(runbookPage(readRunbook()).matchAll(/<h2 id="([^"]+)">.*?<\/h2>(.*?)(?=<h2|<\/main>)/gs)).map(
    ([, anchor = '', article = '']) => [anchor, article] as const,
  ),
)

describe('the runbook', () => {
  test('has an article for every alarm', () => {
    for (const alarm of alarms) expect(runbook.has(articleOf(alarm) ?? ''), mailOf(alarm)).toBe(true)
  })

  test('has no article to which neither an alarm nor another cause leads', () => {
    const led = new Set([...alarms.map(articleOf), ...Object.keys(OTHER_CAUSES)])
    expect([...runbook.keys()].sort()).toEqual([...led].sort())
    expect([...new Set(alarms.map(articleOf))].sort()).toEqual([...ARTICLES].sort())
  })

  test.each([...runbook.keys()])('%s says what it means, where to look and what to do', (slug) => {
    for (const part of ['Means', 'Look', 'Do'])
      expect(runbook.get(slug)).toMatch(new RegExp(`(<p>|<br>)<strong>${part}</strong>: `))
  })

  test('is named by its file and a heading that stands there too, and by nothing else where the record is shown to nobody', () => {
    const [inside] = [alarmsIn(templateEvery(15, { publicUrl: 'https://record.example' }, STAGES.china))]
    for (const alarm of [...alarms, ...inside])
      expect(`${readRunbook()}\n`).toContain(`\n## ${/docs\/runbook\.md, "(.*)"/.exec(mailOf(alarm))?.[1]}\n`)
    for (const alarm of inside) expect(mailOf(alarm)).toMatch(/ What to do: docs\/runbook\.md, "[^"]*"$/)
  })

  test('leads nowhere that its readers cannot go from there', () => {
    const addresses = Array.from(runbookPage(readRunbook()).matchAll(/(?:href|src)="([^"]*)"/g), ([, address]) => address)
    expect(addresses.filter((address) => !/^(https:|#)/.test(address ?? ''))).toEqual(['style.css'])
  })

  test('is read where the configuration says that the record is', () => {
    const [alarm] = alarmsIn(templateEvery(15, { publicUrl: 'https://letters.example/' }))
    expect(alarm && mailOf(alarm)).toContain(' What to do: https://letters.example/runbook.html#no-complete-crawl (')
  })
})

describe('every alarm', () => {
  test('wakes the operators, and tells them when it is over', () => {
    const [topic] = Object.keys(template.findResources('AWS::SNS::Topic')).filter((id) => id.startsWith('Operators'))
    for (const { AlarmActions, OKActions } of alarms)
      expect([AlarmActions, OKActions]).toEqual([[{ Ref: topic }], [{ Ref: topic }]])
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: { Ref: 'OperatorMail' } })
    expect(template.toJSON()).toHaveProperty('Parameters.OperatorMail.AllowedPattern')
    expect(template.toJSON()).not.toHaveProperty('Parameters.OperatorMail.Default')
  })

  test('on a metric of ours names one that a function sends, for all columns together', () => {
    const sent = Object.values(METRICS).flatMap((metrics) => Object.keys(metrics))
    const ours = alarms.filter(({ Namespace }) => !Namespace.startsWith('AWS/'))
    expect(ours.length).toBeGreaterThan(7)
    for (const { MetricName, Namespace, Dimensions = [] } of ours) {
      expect(Namespace).toBe('letterwatch')
      expect(sent).toContain(MetricName)
      expect(Dimensions, MetricName).toEqual([])
    }
  })
})

test.each([
  [1, 10],
  [15, 30],
  [60, 120],
  [3 * 24 * 60, 120],
])('any column overdue rings, with a period of %i minutes, and so does it when nobody has counted for %i', (every, minutes) => {
  const [late, ...others] = alarmsIn(templateEvery(every)).filter(({ MetricName }) => MetricName === 'ColumnsOverdue')
  expect(others).toEqual([])
  expect(late).toMatchObject({
    Period: minutes * 60,
    EvaluationPeriods: 1,
    TreatMissingData: 'breaching',
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
  })
})

test('what one crawl says rings until the next crawl can have spoken', () => {
  const held = (every: number) => alarmsIn(templateEvery(every)).find(({ MetricName }) => MetricName === 'EventsHeld')
  expect(held(15)?.Period).toBe(3600)
  expect(held(60)?.Period).toBe(7200)
})

test('every queue of dead letters rings when anything lies in it', () => {
  const watched = alarms
    .filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible')
    .map(({ Dimensions }) => JSON.stringify(Dimensions?.[0]?.Value))
  const queues = Object.keys(template.findResources('AWS::SQS::Queue')).filter((id) => id.includes('DeadLetters'))
  expect(watched.sort()).toEqual(queues.map((id) => JSON.stringify({ 'Fn::GetAtt': [id, 'QueueName'] })).sort())
})

test('a function without an alarm has a reason', () => {
  for (const alarm of Object.values(FUNCTION_ALARMS)) if ('noAlarm' in alarm) expect(alarm.noAlarm.length).toBeGreaterThan(20)
  // @ts-expect-error the sweep has neither an alarm nor a reason
  const forgotten: typeof FUNCTION_ALARMS = { ...FUNCTION_ALARMS, sweep: {} }
  expect(forgotten.sweep).toEqual({})
})

test('one dashboard asks whether it works, whether it is complete, and what happened today', () => {
  const [dashboard, ...others] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'))
  expect(others).toEqual([])
  expect(dashboard).toHaveProperty('Properties.DashboardName', 'letterwatch')
  const text = JSON.stringify(dashboard)
  for (const question of ['Is it working?', 'Is it complete?', 'What happened today?']) expect(text).toContain(question)
})

test('the canary rings when it is late, and when it is silent', () => {
  const late = alarms.filter((alarm) => articleOf(alarm) === 'the-canary-is-late')
  expect(late).toEqual([
    expect.objectContaining({ MetricName: 'Errors', Threshold: 1, Period: 7200, TreatMissingData: 'breaching' }),
  ])
})

test('the record rings when what is to be published waits for half an hour', () => {
  const [waiting, ...others] = alarms.filter(({ MetricName }) => MetricName === 'ApproximateAgeOfOldestMessage')
  expect(others).toEqual([])
  expect(waiting).toMatchObject({ Threshold: 1800, ComparisonOperator: 'GreaterThanOrEqualToThreshold' })
  expect(JSON.stringify(waiting?.Dimensions)).toMatch(/PublishingPublishQueue\w+","QueueName"/)
})
