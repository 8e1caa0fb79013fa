import type { FunctionName } from '../shared/environment.ts'
import { embeddedMetrics, type Reports } from '../shared/metrics.ts'

/** CloudWatch Logs takes 256 KB an event; a report that is longer is logged without its details. */
const LINE_BYTES = 200_000

/**
 * `report`, logged where a log is kept, on Lambda, as one line from which CloudWatch makes the metrics too. Elsewhere the caller shows what
 * is returned. The line goes past `console`, which on Lambda would put it as text into a line of its own, where no metrics are found.
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
