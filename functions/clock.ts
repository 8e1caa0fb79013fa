import { setTimeout } from 'node:timers/promises'

/** Time as an edge: the present instant, and a pause of so many milliseconds. */
export type Clock = { now: () => Date; pause: (ms: number) => Promise<void> }

export const wallClock: Clock = { now: () => new Date(), pause: (ms) => setTimeout(ms) }
