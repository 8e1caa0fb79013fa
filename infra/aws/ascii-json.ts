/**
 * `value` as JSON in which only ASCII stands. CloudFormation deploys other characters but returns them as question marks, so that
 * `cdk diff` is silent about a topic that changed from one Chinese word to another.
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
