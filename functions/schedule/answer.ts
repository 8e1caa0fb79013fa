import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda'
import { type Http, isOk } from '../ports/http/http.ts'

/** CloudFormation accepts at most 4096 bytes. */
const REASON_LENGTH = 1000
/** A stack has one resource of this kind, and it is never replaced. */
const PHYSICAL_ID = 'schedules'

/** Reports the result of a request to CloudFormation, at the address that it gave. `failure`: why the request could not be carried out. */
export async function answer(
  { ResponseURL, StackId, RequestId, LogicalResourceId }: CloudFormationCustomResourceEvent,
  failure: string | undefined,
  http: Pick<Http, 'request'>,
): Promise<void> {
  const about = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: PHYSICAL_ID }
  const response: CloudFormationCustomResourceResponse =
    failure === undefined
      ? { ...about, Status: 'SUCCESS' }
      : { ...about, Status: 'FAILED', Reason: failure.slice(0, REASON_LENGTH) }
  // No Content-Type: the signature of the address does not include one.
  const result = await http.request({ url: new URL(ResponseURL), method: 'PUT', body: JSON.stringify(response) })
  if (result.kind === 'failure') throw new Error(`Cannot answer CloudFormation: ${result.why}`)
  if (!isOk(result)) throw new Error(`Cannot answer CloudFormation: it answered ${result.status} ${result.body.toString()}`)
}
