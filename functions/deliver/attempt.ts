import { type Answer, type Verdict, verdictOn } from '../../shared/webhooks/answer.ts'
import type { Attempt } from '../../shared/webhooks/retry-schedule.ts'
import { attemptOf } from '../../shared/webhooks/delivery.ts'
import type { Format } from '../../shared/webhooks/endpoint.ts'
import type { DeliverDeps } from './deps.ts'
import type { Message } from './post.ts'

/** Makes one attempt: sends `message`, and says what the log keeps of it and what the answer means. */
export async function attempt(
  message: Message,
  format: Format,
  { post, clock }: Pick<DeliverDeps, 'post' | 'clock'>,
): Promise<{ attempt: Attempt; verdict: Verdict }> {
  const begunAt = clock.now()
  const answer: Answer = await post(message)
  const answeredAt = clock.now()
  const latencyMs = answeredAt.getTime() - begunAt.getTime()
  return { attempt: attemptOf(answer, begunAt, latencyMs), verdict: verdictOn(answer, format, answeredAt) }
}
