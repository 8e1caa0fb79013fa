import type { FunctionName } from './environment.ts'
import { embeddedMetrics, type Reports } from './metrics.ts'

/** CloudWatch Logs takes 256 KB an event; a report that is longer is logged without its details. */
const LINE_BYTES = 200_000

/**
 * `report`, logged where a log is kept, on Lambda, as one line from which CloudWatch makes the metrics too. Elsewhere the caller shows what
 * is returned. CloudWatch finds metrics in a line that is the embedded metric format itself: "anything logged to STDOUT" goes there (_Creating
 * logs in embedded metric format using the client libraries_, read on 2026-11-25). Under Lambda's JSON log format `console` puts what it is
 * given as text into a line of its own, and the metrics are lost: Amazon's library goes past it since 4.1.1, and so do we.
 */
export function reported<F extends FunctionName, R extends Reports[F]>(called: F, report: R): R {
  const { AWS_LAMBDA_FUNCTION_NAME: name } = process.env
  if (name === undefined) return report
  const metrics = embeddedMetrics(called, report, namespaceOf(name, called), Date.now())
  const line = JSON.stringify({ function: called, ...metrics, ...report })
  const isTooLong = Buffer.byteLength(line) > LINE_BYTES
  process.stdout.write(`${isTooLong ? JSON.stringify({ function: called, ...metrics, shortened: true }) : line}\n`)
  return report
}

/** A function is called `<stack>-<function>`; the metrics of a stack are under its name. */
function namespaceOf(functionName: string, called: FunctionName): string {
  return functionName.replace(new RegExp(`-${called}$`), '')
}
