/** Two lines that match, by their places, and the cost of showing them as moved. */
export type Weighted = { before: number; after: number; weight: number }

/**
 * The pairs that can keep their places: the heaviest selection in which both sides ascend, so that as little text as possible is shown
 * as moved. `pairs` ascend in `before`; places are unique. Takes n log n steps.
 */
export function heaviestIncreasingSubsequence<Pair extends Weighted>(pairs: Pair[]): Set<Pair> {
  const ranks = new Map([...pairs].sort((a, b) => a.after - b.after).map((pair, rank) => [pair, rank + 1]))
  const best = new Array<Best<Pair>>(pairs.length + 1).fill({ total: 0, link: undefined })
  for (const pair of pairs) {
    const rank = ranks.get(pair) ?? 0
    const lead = heaviestBelow(best, rank)
    raise(best, rank, { total: lead.total + pair.weight, link: { pair, previous: lead.link } })
  }
  return selected(heaviestBelow(best, pairs.length + 1).link)
}

type Link<Pair> = { pair: Pair; previous: Link<Pair> | undefined }
type Best<Pair> = { total: number; link: Link<Pair> | undefined }

/** The heaviest selection that ends below `rank`. `best` is a Fenwick tree of maxima over the ranks in `after`. */
function heaviestBelow<Pair>(best: Best<Pair>[], rank: number): Best<Pair> {
  let found: Best<Pair> = { total: 0, link: undefined }
  for (let at = rank - 1; at > 0; at -= at & -at) {
    const candidate = best[at]
    if (candidate && candidate.total > found.total) found = candidate
  }
  return found
}

function raise<Pair>(best: Best<Pair>[], rank: number, entry: Best<Pair>) {
  for (let at = rank; at < best.length; at += at & -at) if (entry.total > (best[at]?.total ?? 0)) best[at] = entry
}

function selected<Pair>(link: Link<Pair> | undefined): Set<Pair> {
  const pairs = new Set<Pair>()
  for (let at = link; at; at = at.previous) pairs.add(at.pair)
  return pairs
}
