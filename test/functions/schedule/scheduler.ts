import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import * as z from 'zod/mini'

export type Scheduler = Awaited<ReturnType<typeof startScheduler>>

/** What EventBridge Scheduler asks of a schedule (_API Reference_, CreateSchedule, read on 2026-11-25), as far as we say anything of it. */
const Schedule = z.strictObject({
  ClientToken: z.string().check(z.minLength(1), z.maxLength(64)),
  GroupName: z.string().check(z.regex(/^[0-9a-zA-Z\-_.]{1,64}$/)),
  ScheduleExpression: z.string().check(z.regex(/^rate\((1 minute|([2-9]|\d{2,}) minutes)\)$/)),
  ScheduleExpressionTimezone: z.string().check(z.maxLength(50)),
  FlexibleTimeWindow: z.discriminatedUnion('Mode', [
    z.strictObject({ Mode: z.literal('OFF') }),
    z.strictObject({ Mode: z.literal('FLEXIBLE'), MaximumWindowInMinutes: z.int().check(z.gte(1), z.lte(1440)) }),
  ]),
  Target: z.strictObject({
    Arn: z.string().check(z.minLength(1), z.maxLength(1600)),
    RoleArn: z.string().check(z.minLength(1), z.maxLength(1600)),
    Input: z.string().check(z.minLength(1)),
    RetryPolicy: z.strictObject({ MaximumRetryAttempts: z.int().check(z.gte(0), z.lte(185)) }),
  }),
})
type Schedule = z.infer<typeof Schedule>

/**
 * EventBridge Scheduler's stand-in on loopback with one group, that takes what Amazon documents and nothing else. `busy`: so many of the
 * next requests are asked to come again.
 */
export async function startScheduler(group: string) {
  const schedules = new Map<string, Schedule>()
  const state = { busy: 0, requests: 0 }
  const answerTo = (method: string, { pathname, searchParams }: URL, body: string): [number, object, kind?: string] => {
    state.requests++
    if (state.busy-- > 0) return [429, { Message: 'Rate exceeded' }, 'ThrottlingException']
    const name = /^\/schedules\/([0-9a-zA-Z\-_.]{1,64})$/.exec(pathname)?.[1]
    if (method === 'GET' && pathname === '/schedules') return [200, page(searchParams)]
    if (name === undefined) return [404, { Message: `nothing at ${pathname}` }, 'ResourceNotFoundException']
    if (method === 'DELETE') {
      const isThere = searchParams.get('groupName') === group && schedules.delete(name)
      return isThere ? [200, {}] : [404, { Message: name }, 'ResourceNotFoundException']
    }
    const asked = Schedule.safeParse(JSON.parse(body))
    if (!asked.success || asked.data.GroupName !== group) return [400, { Message: String(asked.error) }, 'ValidationException']
    if (schedules.has(name)) return [409, { Message: name }, 'ConflictException']
    schedules.set(name, asked.data)
    return [200, { ScheduleArn: `arn:aws:scheduler:local-1:000000000000:schedule/${group}/${name}` }]
  }
  const page = (asked: URLSearchParams) => {
    const [from, most] = [Number(asked.get('NextToken') ?? 0), Number(asked.get('MaxResults') ?? 100)]
    const names = asked.get('ScheduleGroup') === group ? [...schedules.keys()] : []
    const Schedules = names.slice(from, from + most).map((Name) => ({ Name, GroupName: group }))
    return { Schedules, ...(from + most < names.length && { NextToken: String(from + most) }) }
  }
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const [status, said, kind] = answerTo(request.method ?? '', new URL(request.url ?? '/', 'http://local'), body)
      const headers = { 'content-type': 'application/json', ...(kind !== undefined && { 'x-amzn-errortype': kind }) }
      response.writeHead(status, headers).end(JSON.stringify(said))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(state, {
    schedules,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  })
}
