/** The outputs of a deployed stack, which commands read. */
export const OUTPUTS = {
  table: 'TableName',
  snapshots: 'SnapshotsBucket',
  publicUrl: 'RecordUrl',
  record: 'RecordBucket',
  events: 'EventsTopic',
  mail: 'MailTopic',
  audiences: 'AudiencesTopic',
  operators: 'OperatorsTopic',
  deliveries: 'DeliveriesQueue',
  publishQueue: 'PublishQueue',
  dispatchQueue: 'DispatchQueue',
  signingKey: 'SigningKey',
} as const
export type Output = (typeof OUTPUTS)[keyof typeof OUTPUTS]
