/** What AWS clients need to speak to the stand-ins on this machine; the keys are checked by nobody. */
export const CREDENTIALS = { AWS_REGION: 'local-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }

/** What the topics are called on this machine, whether SNS's stand-in runs or not. */
export const TOPICS = {
  EVENTS_TOPIC: topicArn('events'),
  MAIL_TOPIC: topicArn('mail'),
  AUDIENCES_TOPIC: topicArn('audiences'),
  OPERATORS_TOPIC: topicArn('operators'),
}

function topicArn(name: string): string {
  return `arn:aws:sns:${CREDENTIALS.AWS_REGION}:000000000000:${name}`
}
