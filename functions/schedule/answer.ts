import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda'
import { type Http, isOk } from '../ports/http/http.ts'

/** CloudFormation takes an answer of 4096 bytes. */
const REASON_LENGTH = 1000
/** There is one of it in a stack, and it is never replaced. */
const PHYSICAL_ID = 'schedules'

/** Tells CloudFormation what came of what it asked for: it waits for that at an address of its own. `failure`: why it could not be done. */
export async function answer(
  { ResponseURL, StackId, RequestId, LogicalResourceId }: CloudFormationCustomResourceEvent,
  failure: string | undefined,
  http: Pick<Http, 'request'>,
): Promise<void> {
  const about = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: PHYSICAL_ID }
  const said: CloudFormationCustomResourceResponse =
    failure === undefined
      ? { ...about, Status: 'SUCCESS' }
      : { ...about, Status: 'FAILED', Reason: failure.slice(0, REASON_LENGTH) }
  // Without a media type: the address is not signed for one.
  const result = await http.request({ url: new URL(ResponseURL), method: 'PUT', body: JSON.stringify(said) })
  if (result.kind === 'failure') throw new Error(`Cannot answer CloudFormation: ${result.why}`)
  if (!isOk(result)) throw new Error(`Cannot answer CloudFormation: it says ${result.status} ${result.body.toString()}`)
}
