import type { Clock } from '../../../functions/ports/clock.ts'

type Turn = { at: number; order: number; go: () => void }

/**
 * Time that passes only while everybody waits: one piece of work goes on at a time, and when it pauses or ends, the clock stands at once
 * where the next is due. Work must not pause in two places at once.
 */
export function startTime(from: Date) {
  const turns: Turn[] = []
  let now = from.getTime()
  let order = 0
  let underWay = 0
  let rested: (() => void) | undefined
  let failure: Error | undefined

  const rest = () => {
    underWay--
    if (underWay === 0) rested?.()
  }
  const add = (inMs: number, go: () => void) => push(turns, { at: now + Math.max(0, inMs), order: order++, go })
  const clock: Clock = {
    now: () => new Date(now),
    monotonic: () => now,
    pause: (ms) =>
      new Promise((goOn) => {
        add(ms, goOn)
        rest()
      }),
  }
  return {
    clock,
    /** Begins `work` so many ms from now. */
    after(ms: number, work: () => Promise<void>): void {
      add(ms, () => {
        work()
          .catch((error: unknown) => (failure ??= error as Error))
          .finally(rest)
      })
    },
    /** What never goes on: work that died. */
    death: () =>
      new Promise<never>(() => {
        rest()
      }),
    /** Lets time pass until nothing is left to do. Throws what the first piece of work threw. */
    async run(): Promise<void> {
      for (let next = pop(turns); next && !failure; next = pop(turns)) {
        now = next.at
        underWay++
        const settled = new Promise<void>((resolve) => (rested = resolve))
        next.go()
        await settled
      }
      if (failure) throw failure
    },
  }
}

const isSooner = (a: Turn, b: Turn) => a.at < b.at || (a.at === b.at && a.order < b.order)

/** A binary heap, the soonest first. */
function push(heap: Turn[], turn: Turn): void {
  let at = heap.push(turn) - 1
  for (let up = (at - 1) >> 1; at > 0; at = up, up = (at - 1) >> 1) {
    const above = heap[up]
    if (!above || !isSooner(turn, above)) return
    heap[up] = turn
    heap[at] = above
  }
}

function pop(heap: Turn[]): Turn | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (!first || !last || first === last) return first
  let at = 0
  heap[0] = last
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]]
    const isRight = left !== undefined && right !== undefined && isSooner(right, left)
    const below = isRight ? right : left
    if (!below || !isSooner(below, last)) return first
    const next = 2 * at + (isRight ? 2 : 1)
    heap[at] = below
    heap[next] = last
    at = next
  }
}
