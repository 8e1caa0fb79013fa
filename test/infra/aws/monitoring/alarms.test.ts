import type { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { type AlarmName, ALARMS, WITHOUT_ERROR_ALARM } from '../../../../infra/aws/monitoring/alarms.ts'
import { anchorOf, ARTICLES_WITHOUT_ALARM, readRunbook, runbookPage } from '../../../../infra/aws/monitoring/runbook.ts'
import { STAGES } from '../../../../infra/aws/stages.ts'
import { ENVIRONMENTS } from '../../../../functions/environment.ts'
import { METRICS } from '../../../../functions/metrics.ts'
import { stackTemplate } from '../stack-template.ts'

type Alarm = {
  AlarmName: string
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

const template = stackTemplate()
const every = (minutes: number) => stackTemplate({ everyMs: minutes * 60_000 })
const alarmsIn = (of: Template) =>
  Object.values(of.findResources('AWS::CloudWatch::Alarm') as Record<string, { Properties: Alarm }>).map(
    ({ Properties }) => Properties,
  )
const alarms = alarmsIn(template)
const alarmCalled = (name: string, of = alarms) => of.find(({ AlarmName }) => AlarmName === `letterwatch-${name}`)

/** The description of an alarm, with `record.example` for the domain that is known only after deployment. */
function descriptionOf({ AlarmDescription: given }: Alarm): string {
  const parts = typeof given === 'string' ? [given] : (given as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1]
  return parts.map((part) => (typeof part === 'string' ? part : 'record.example')).join('')
}
const articleOf = (alarm: Alarm) =>
  / What to do: https:\/\/record\.example\/runbook\.html#(\S+) \(docs\/runbook\.md, ".*"\)$/.exec(descriptionOf(alarm))?.[1]

/** The articles of the runbook as its page shows them, by their anchors. */
const runbook = new Map(
  Array.from(runbookPage(readRunbook()).matchAll(/<h2 id="([^"]+)">.*?<\/h2>(.*?)(?=<h2|<\/main>)/gs)).map(
    ([, anchor = '', article = '']) => [anchor, article] as const,
  ),
)

describe('the runbook', () => {
  test('has an article for every alarm', () => {
    for (const alarm of alarms) expect(runbook.has(articleOf(alarm) ?? ''), descriptionOf(alarm)).toBe(true)
  })

  test('has only articles that an alarm or another cause leads to', () => {
    const withAlarm = Object.values(ALARMS).map(({ article }) => anchorOf(article))
    const all = [...withAlarm, ...Object.keys(ARTICLES_WITHOUT_ALARM).map(anchorOf)]
    expect([...runbook.keys()].sort()).toEqual(all.sort())
    expect([...new Set(alarms.map(articleOf))].sort()).toEqual(withAlarm.sort())
  })

  test.each([...runbook.keys()])('%s says what the signal is, what it means and what to do, in this order', (anchor) => {
    const labels = Array.from(runbook.get(anchor)?.matchAll(/<p><strong>(.*?)<\/strong>/g) ?? [], ([, label]) => label)
    expect(labels).toEqual(['Signal', 'Meaning', 'Action'])
  })

  test.each(Object.entries(ALARMS))('names the alarm %s in its article', (name, { article }) => {
    const signal = /<strong>Signal<\/strong>(.*?)<strong>/s.exec(runbook.get(anchorOf(article)) ?? '')?.[1]
    expect(signal).toContain(`<code>${name}`)
  })

  test('is named by its file and a heading of it, and by these alone where the stack does not serve the record', () => {
    const inside = alarmsIn(stackTemplate({ settings: { publicUrl: 'https://record.example' } }, STAGES.china))
    for (const alarm of [...alarms, ...inside])
      expect(`${readRunbook()}\n`).toContain(`\n## ${/docs\/runbook\.md, "(.*)"/.exec(descriptionOf(alarm))?.[1]}\n`)
    for (const alarm of inside) expect(descriptionOf(alarm)).toMatch(/ What to do: docs\/runbook\.md, "[^"]*"$/)
  })

  test('links only to addresses that its readers can open', () => {
    const addresses = Array.from(runbookPage(readRunbook()).matchAll(/(?:href|src)="([^"]*)"/g), ([, address]) => address)
    expect(addresses.filter((address) => !/^(https:|#)/.test(address ?? ''))).toEqual(['style.css'])
  })

  test('is linked at the configured address of the record', () => {
    const [alarm] = alarmsIn(stackTemplate({ settings: { publicUrl: 'https://letters.example/' } }))
    expect(alarm && descriptionOf(alarm)).toContain(' What to do: https://letters.example/runbook.html#no-complete-crawl (')
  })
})

describe('every alarm', () => {
  test('of the table is in the template, under its name', () => {
    const names = (Object.keys(ALARMS) as AlarmName[]).flatMap((name) =>
      ALARMS[name].cause.kind === 'dead letters'
        ? ['publish', 'dispatch', 'deliver'].map((queue) => `${name}-${queue}`)
        : [name],
    )
    expect(alarms.map(({ AlarmName }) => AlarmName).sort()).toEqual(names.map((name) => `letterwatch-${name}`).sort())
  })

  test('notifies the operators when it goes off and when it is over', () => {
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
])(
  'ColumnsOverdue goes off at one overdue column, crawled every %i minutes, and when %i pass without a count',
  (minutes, counted) => {
    const [overdue, ...others] = alarmsIn(every(minutes)).filter(({ MetricName }) => MetricName === 'ColumnsOverdue')
    expect(others).toEqual([])
    expect(overdue).toMatchObject({
      Period: counted * 60,
      EvaluationPeriods: 1,
      TreatMissingData: 'breaching',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
    })
  },
)

test('an alarm on the report of a crawl stays on until the next crawl can have reported', () => {
  const held = (minutes: number) => alarmCalled('ColumnHeld', alarmsIn(every(minutes)))
  expect(held(15)).toMatchObject({ MetricName: 'EventsHeld', Period: 3600, Threshold: 1, TreatMissingData: 'notBreaching' })
  expect(held(60)?.Period).toBe(7200)
})

test('every queue of dead letters has an alarm, which goes off at the first message', () => {
  const visible = alarms.filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible')
  const monitored = visible.map(({ Dimensions }) => JSON.stringify(Dimensions?.[0]?.Value))
  const queues = Object.keys(template.findResources('AWS::SQS::Queue')).filter((id) => id.includes('DeadLetters'))
  expect(monitored.sort()).toEqual(queues.map((id) => JSON.stringify({ 'Fn::GetAtt': [id, 'QueueName'] })).sort())
  for (const { Threshold, ComparisonOperator } of visible)
    expect([ComparisonOperator, Threshold]).toEqual(['GreaterThanOrEqualToThreshold', 1])
})

test('every function has an alarm on its errors, or the reason why it has none', () => {
  const withAlarm = Object.values(ALARMS).flatMap(({ cause }) => (cause.kind === 'errors' ? [cause.of as string] : []))
  const all = [...withAlarm, ...Object.keys(WITHOUT_ERROR_ALARM)]
  expect(all.sort()).toEqual(Object.keys(ENVIRONMENTS).sort())
  for (const reason of Object.values(WITHOUT_ERROR_ALARM)) expect(reason.length).toBeGreaterThan(20)
  const { crawl: _, ...others } = WITHOUT_ERROR_ALARM
  // @ts-expect-error the crawl has neither an alarm nor a reason
  const forgotten: Record<keyof typeof WITHOUT_ERROR_ALARM, string> = others
  expect(forgotten).not.toHaveProperty('crawl')
})

test.each([
  ['SweepFails', { Threshold: 5, Period: 600, TreatMissingData: 'notBreaching' }],
  ['DigestsFail', { Threshold: 2, Period: 10_800, TreatMissingData: 'notBreaching' }],
  ['CheckpointFails', { Threshold: 1, Period: 86_400, TreatMissingData: 'notBreaching' }],
  ['CanaryLate', { Threshold: 1, Period: 7200, TreatMissingData: 'breaching' }],
])('%s counts the errors of its function', (name, expected) => {
  expect(alarmCalled(name)).toMatchObject({ Namespace: 'AWS/Lambda', MetricName: 'Errors', ...expected })
})

test('RecordNotFresh goes off when a message to publish waits for half an hour', () => {
  const [waiting, ...others] = alarms.filter(({ MetricName }) => MetricName === 'ApproximateAgeOfOldestMessage')
  expect(others).toEqual([])
  expect(waiting).toMatchObject({
    AlarmName: 'letterwatch-RecordNotFresh',
    Threshold: 1800,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  })
  expect(JSON.stringify(waiting?.Dimensions)).toMatch(/PublishingPublishQueue\w+","QueueName"/)
})

test('one dashboard answers whether it works, whether it is complete, and what happened today', () => {
  const [dashboard, ...others] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'))
  expect(others).toEqual([])
  expect(dashboard).toHaveProperty('Properties.DashboardName', 'letterwatch')
  const text = JSON.stringify(dashboard)
  for (const question of ['Is it working?', 'Is it complete?', 'What happened today?']) expect(text).toContain(question)
})
