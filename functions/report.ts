/** `report`, logged as one JSON line where a log is kept: on Lambda. Elsewhere the caller shows what is returned. */
export function reported<R extends object>(called: string, report: R): R {
  if (process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined) console.log(JSON.stringify({ function: called, ...report }))
  return report
}
