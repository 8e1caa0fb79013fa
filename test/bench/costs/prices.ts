/**
 * What Amazon asks in US East (N. Virginia), in US dollars before tax; `free` is what every account has of it each month without end.
 * Looked up on 2026-11-25: the prices of Lambda on arm64 and of DynamoDB's units, in what others wrote of Amazon's lists since November
 * 2024. The others are as we know them: check them against the calculator of your region.
 */
export const PRICES = {
  'Lambda, GB-seconds on arm64': { dollars: 0.0000133334, per: 1, free: 400_000 },
  'Lambda, requests': { dollars: 0.2, per: 1_000_000, free: 1_000_000 },
  'DynamoDB, read units': { dollars: 0.125, per: 1_000_000, free: 0 },
  'DynamoDB, write units': { dollars: 0.625, per: 1_000_000, free: 0 },
  'DynamoDB, GB kept, with point-in-time recovery': { dollars: 0.45, per: 1, free: 0 },
  'S3, PUT requests': { dollars: 0.005, per: 1000, free: 0 },
  'S3, HEAD and GET requests': { dollars: 0.0004, per: 1000, free: 0 },
  'SNS, messages': { dollars: 0.5, per: 1_000_000, free: 1_000_000 },
  'SQS, requests': { dollars: 0.4, per: 1_000_000, free: 1_000_000 },
  'EventBridge Scheduler, turns': { dollars: 1, per: 1_000_000, free: 14_000_000 },
  'CloudFront, requests': { dollars: 0.01, per: 10_000, free: 10_000_000 },
  'CloudWatch, GB of logs': { dollars: 0.5, per: 1, free: 5 },
  'CloudWatch, metrics': { dollars: 0.3, per: 1, free: 10 },
  'Secrets Manager, keys': { dollars: 0.4, per: 1, free: 0 },
  'CloudWatch, alarms': { dollars: 0.1, per: 1, free: 10 },
} as const
export type Item = keyof typeof PRICES
export type Amounts = Partial<Record<Item, number>>

/** What `amount` of `item` costs: at the list price, and after what is free. */
export function costOf(item: Item, amount: number): { list: number; paid: number } {
  const { dollars, per, free } = PRICES[item]
  return { list: (amount / per) * dollars, paid: (Math.max(0, amount - free) / per) * dollars }
}
