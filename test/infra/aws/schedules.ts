import * as z from 'zod/mini'
import type { Deployed } from './deployed.ts'
import { allows, permissionsIn } from './gate.ts'
import { declared, FUNCTION_NAMES, functionId, resolve, roleOf } from './template.ts'

const Schedule = z.object({
  State: z._default(z.string(), 'ENABLED'),
  Target: z.object({ Arn: z.string(), RoleArn: z.string(), Input: z.optional(z.string()) }),
})

/** What EventBridge Scheduler sends where a schedule says nothing. */
const NOTHING_SAID = { 'detail-type': 'Scheduled Event', source: 'aws.scheduler', detail: {} }

/** The turn of the one schedule whose logical id fits `like`, so many milliseconds `ahead`: starts what it says with what it says, if its role lets it. */
export async function turn({ template, called, ...deployed }: Deployed, like: RegExp, ahead = 0): Promise<unknown> {
  const [found, another] = declared(template, 'AWS::Scheduler::Schedule', z.unknown()).filter(([id]) => like.test(id))
  if (found === undefined || another !== undefined) throw new Error(`Cannot tell which schedule is like ${String(like)}`)
  const { State, Target } = Schedule.parse(resolve(found[1], called))
  const name = FUNCTION_NAMES.find((each) => called(functionId(template, each), 'Arn') === Target.Arn)
  if (name === undefined || State !== 'ENABLED') throw new Error(`The schedule ${found[0]} starts nothing`)
  const asked = { action: 'lambda:InvokeFunction', resource: Target.Arn }
  const role = declared(template, 'AWS::IAM::Role', z.unknown()).find(([id]) => called(id, 'Arn') === Target.RoleArn)
  const { services, statements } = roleOf(template, role?.[0] ?? '')
  if (!services.includes('scheduler.amazonaws.com') || !permissionsIn(statements, called).some((each) => allows(each, asked)))
    throw new Error(`The schedule ${found[0]} is not authorized to perform: lambda:InvokeFunction on ${name}`)
  const { lambda } = await deployed.function(name)
  return lambda.invoke(Target.Input === undefined ? NOTHING_SAID : JSON.parse(Target.Input), ahead)
}
