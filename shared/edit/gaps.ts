/** The places of two versions' lines that no match has taken yet. */
export type Free = { before: boolean[]; after: boolean[] }

/** The free places between two neighbouring matches that stay in place, ascending. */
export type Gap = { before: number[]; after: number[] }

type Places = { before: number; after: number }

/** All places of `before` and `after` lines but those in `taken`. */
export function freePlaces(before: number, after: number, taken: Places[]): Free {
  const free = { before: new Array<boolean>(before).fill(true), after: new Array<boolean>(after).fill(true) }
  for (const place of taken) take(free, place)
  return free
}

export function take(free: Free, place: Places) {
  free.before[place.before] = false
  free.after[place.after] = false
}

/** The gaps with free places on both sides, between matches that ascend on both. */
export function gapsBetween(inPlace: Places[], free: Free): Gap[] {
  const ends = [...inPlace].sort((one, other) => one.before - other.before)
  const gaps: Gap[] = []
  let from = { before: 0, after: 0 }
  for (const end of [...ends, { before: free.before.length, after: free.after.length }]) {
    const gap = { before: freeIn(free.before, from.before, end.before), after: freeIn(free.after, from.after, end.after) }
    if (gap.before.length > 0 && gap.after.length > 0) gaps.push(gap)
    from = { before: end.before + 1, after: end.after + 1 }
  }
  return gaps
}

function freeIn(free: boolean[], from: number, to: number): number[] {
  const places: number[] = []
  for (let place = from; place < to; place++) if (free[place]) places.push(place)
  return places
}
