import { joined, keyOf, type Run, type Side } from './runs.ts'

/**
 * `runs` with each pure insertion and removal moved, among the places where it gives the same texts, to the one that reads best:
 * A。[+C。+]B。 and not A[+。C+]。B。
 */
export function slide(runs: Run[], before: Side, after: Side): Run[] {
  const moved = runs.map((run) => ({ ...run }))
  moved.forEach((run, index) => {
    const [previous, next] = [moved[index - 1], moved[index + 1]]
    if (run.same || !previous?.same) return
    if (run.beforeFrom === run.beforeTo)
      shift(bestShift(after, run.afterFrom, run.afterTo, room(previous), room(next)), previous, run, next)
    else if (run.afterFrom === run.afterTo)
      shift(bestShift(before, run.beforeFrom, run.beforeTo, room(previous), room(next)), previous, run, next)
  })
  return joined(moved)
}

function room(run: Run | undefined): number {
  return run?.same ? run.afterTo - run.afterFrom : 0
}

/** How far to move the tokens from `from` to `to`: negative to the left. The first of the best places, from the left. */
function bestShift(side: Side, from: number, to: number, roomLeft: number, roomRight: number): number {
  let least = 0
  while (-least < roomLeft && sameAt(side, from + least - 1, to + least - 1)) least--
  let most = 0
  while (most < roomRight && sameAt(side, from + most, to + most)) most++
  let best = 0
  for (let by = least; by <= most; by++) if (merit(side, from + by) > merit(side, from + best)) best = by
  return best
}

function sameAt(side: Side, one: number, other: number): boolean {
  const [a, b] = [side.tokens[one], side.tokens[other]]
  return a !== undefined && b !== undefined && keyOf(side, a) === keyOf(side, b)
}

/** How natural it is for a change to begin at a token. */
function merit({ text, tokens }: Side, index: number): number {
  const start = tokens[index]?.start ?? text.folded.length
  const previous = text.folded[start - 1] ?? '\n'
  if ('.!?;\n'.includes(previous)) return 3
  if (',:、'.includes(previous)) return 2
  return '(《"['.includes(text.folded[start] ?? ' ') ? 1 : 0
}

function shift(by: number, previous: Run, run: Run, next: Run | undefined) {
  if (by > 0 && !next) return
  previous.beforeTo += by
  previous.afterTo += by
  run.beforeFrom += by
  run.beforeTo += by
  run.afterFrom += by
  run.afterTo += by
  if (!next) return
  next.beforeFrom += by
  next.afterFrom += by
}
