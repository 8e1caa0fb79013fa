import type { FunctionName } from './environment.ts'
import { embeddedMetrics, type Reports } from './metrics.ts'

/** CloudWatch Logs accepts 256 KB per event; a longer report is logged without its details. */
const LINE_BYTES = 200_000

/**
 * Returns `report`. On Lambda it is also logged as one line, from which CloudWatch makes the metrics; elsewhere the caller shows it.
 * CloudWatch finds metrics only in a line that is itself in the embedded metric format (_Creating logs in embedded metric format using the
 * client libraries_, read on 2026-11-25). With Lambda's JSON log format `console` wraps its argument as text in another line, and the metrics
 * are lost. Amazon's library has therefore written to stdout directly since 4.1.1; so does this function.
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
