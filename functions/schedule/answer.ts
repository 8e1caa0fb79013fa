import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda'

/** CloudFormation takes an answer of 4096 bytes. */
const REASON_LENGTH = 1000
/** There is one of it in a stack, and it is never replaced. */
const PHYSICAL_ID = 'schedules'

/** Tells CloudFormation what came of what it asked for: it waits for that at an address of its own. `failure`: why it could not be done. */
export async function answer(
  { ResponseURL, StackId, RequestId, LogicalResourceId }: CloudFormationCustomResourceEvent,
  failure?: string,
): Promise<void> {
  const about = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: PHYSICAL_ID }
  const said: CloudFormationCustomResourceResponse =
    failure === undefined
      ? { ...about, Status: 'SUCCESS' }
      : { ...about, Status: 'FAILED', Reason: failure.slice(0, REASON_LENGTH) }
  // Bytes: with a text goes a media type, for which the address is not signed.
  const response = await fetch(ResponseURL, { method: 'PUT', body: Buffer.from(JSON.stringify(said)) })
  if (!response.ok) throw new Error(`Cannot answer CloudFormation: it says ${response.status} ${await response.text()}`)
}
