import { setTimeout } from 'node:timers/promises'

/** The time: the present instant, a monotonic time for durations, and a pause. */
export type Clock = {
  now: () => Date
  /** Milliseconds since some instant. Setting the wall clock does not change it, so that deadlines and durations use it. */
  monotonic: () => number
  /** Resolves after so many milliseconds. Rejects with an AbortError as soon as `signal` is aborted. */
  pause: (ms: number, signal?: AbortSignal) => Promise<void>
}

export const wallClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  pause: (ms, signal) => setTimeout(ms, undefined, { signal }),
}
