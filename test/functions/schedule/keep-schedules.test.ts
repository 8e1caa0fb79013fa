import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepSchedules } from '../../../functions/schedule/keep-schedules.ts'
import { openScheduleGroup } from '../../../functions/ports/aws/schedule-group.ts'
import type { Column } from '../../../shared/column.ts'
import { plannedSchedules } from '../../../shared/crawl/schedule.ts'
import { type Scheduler, startScheduler } from './scheduler.ts'

const STARTS = {
  target: 'arn:aws:lambda:local-1:000000000000:function:crawl',
  starter: 'arn:aws:iam::000000000000:role/starter',
}

let scheduler: Scheduler
beforeEach(async () => void (scheduler = await startScheduler('columns')))
afterEach(() => scheduler.close())

const column = (id: string): Column => ({ id, name: '虚构栏目', authority: '虚构委员会', url: `http://127.0.0.1/${id}/` })
const many = (count: number) => Array.from({ length: count }, (_, index) => column(`c${index}`))
const planned = (columns: Column[], everyMinutes = 15) => plannedSchedules(columns, everyMinutes, JSON.stringify(STARTS))
const group = () => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  return openScheduleGroup(
    'columns',
    STARTS,
    new SchedulerClient({ endpoint: scheduler.endpoint, region: 'local-1', credentials, maxAttempts: 10 }),
  )
}
const keep = (columns: Column[], everyMinutes?: number, hasTime = () => true) =>
  keepSchedules(planned(columns, everyMinutes), group(), hasTime)
const inputs = () =>
  [...scheduler.schedules.values()].map(({ Target }) => (JSON.parse(Target.Input) as { column: Column }).column.id)

test('a schedule starts the crawl with its column, in the time zone of the offices, within a fifth of its period', async () => {
  expect(await keep([column('cppcc')], 60)).toEqual({ created: 1, removed: 0, kept: 0 })
  expect([...scheduler.schedules.values()]).toMatchObject([
    {
      ScheduleExpression: 'rate(60 minutes)',
      ScheduleExpressionTimezone: 'Asia/Shanghai',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 12 },
      Target: { Arn: STARTS.target, RoleArn: STARTS.starter, Input: JSON.stringify({ column: column('cppcc') }) },
    },
  ])
  await keep([column('cppcc')], 1)
  expect([...scheduler.schedules.values()]).toMatchObject([{ FlexibleTimeWindow: { Mode: 'OFF' } }])
})

test('missing schedules are created, surplus and changed ones removed, the others left', async () => {
  expect(await keep(many(250))).toEqual({ created: 250, removed: 0, kept: 0 })
  scheduler.requests = 0
  expect(await keep(many(250))).toEqual({ created: 0, removed: 0, kept: 250 })
  expect(scheduler.requests).toBe(3)
  const renamed = many(249).map((each) => (each.id === 'c7' ? { ...each, name: '改名的栏目' } : each))
  expect(await keep(renamed)).toEqual({ created: 1, removed: 2, kept: 248 })
  expect(new Set(inputs())).toEqual(new Set(renamed.map(({ id }) => id)))
  expect(scheduler.schedules.size).toBe(249)
})

test('another period, target or role replaces every schedule, and no column is without one meanwhile', async () => {
  await keep(many(20))
  const counted: number[] = []
  const { names, create, remove } = group()
  await keepSchedules(
    planned(many(20), 30),
    {
      names,
      create,
      remove: (name) => {
        counted.push(new Set(inputs()).size)
        return remove(name)
      },
    },
    () => true,
  )
  expect(counted).toEqual(Array.from({ length: 20 }, () => 20))
})

test('an interrupted call reports how many are left, and can be repeated', async () => {
  let left = 31
  await expect(keep(many(100), 15, () => --left > 0)).rejects.toThrow('Cannot bring all schedules in line in time: 70 are left')
  expect(scheduler.schedules.size).toBe(30)
  expect(await keep(many(100))).toEqual({ created: 70, removed: 0, kept: 30 })
})

test('creating an existing schedule or removing a missing one succeeds', async () => {
  const [one] = planned([column('one')])
  if (!one) throw new Error('Nothing is planned')
  await group().create(one)
  await group().create(one)
  await group().remove(one.name)
  await group().remove(one.name)
  expect(scheduler.schedules.size).toBe(0)
})

test('throttling by Scheduler loses nothing', async () => {
  scheduler.busy = 1
  expect(await keep(many(5))).toEqual({ created: 5, removed: 0, kept: 0 })
  expect(scheduler.schedules.size).toBe(5)
})
