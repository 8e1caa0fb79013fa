import type { Page } from '../page.ts'
import { hasOwnName, keyOf } from './selectors.ts'

/** Pages with more than this part of their element names in common are of one kind. */
const MIN_LIKENESS = 0.5

/**
 * Groups pages by the names (tag, id, classes) of their elements; the largest group first, each in the order given. Names that only one
 * page has are ignored, since letters bring their own. Groups are connected components, whatever the order of the pages.
 */
export function clusterPages<T>(samples: T[], pageOf: (sample: T) => Page): T[][] {
  const names = samples.map((sample) => namesOf(pageOf(sample)))
  const counts = new Map<string, number>()
  for (const own of names) for (const name of own) counts.set(name, (counts.get(name) ?? 0) + 1)
  const shared = names.map((own) => new Set([...own].filter((name) => (counts.get(name) ?? 0) > 1)))
  const group = samples.map((_, at) => at)
  for (const [at, own] of shared.entries())
    for (let before = 0; before < at; before++)
      if (likeness(own, shared[before] ?? new Set()) > MIN_LIKENESS) merge(group, at, before)
  const groups = Map.groupBy(samples.keys(), (at) => group[at])
  return [...groups.values()]
    .sort((one, other) => other.length - one.length)
    .map((members) => members.flatMap((at) => samples.slice(at, at + 1)))
}

/** What a page is built of; other elements are mostly a letter's own. */
const FRAME = /^(article|aside|body|div|dl|footer|form|h[1-6]|header|main|nav|ol|section|table|td|ul)$/

function namesOf({ elements }: Page): Set<string> {
  return new Set(elements.filter((element) => FRAME.test(element.name) && hasOwnName(element)).map(keyOf))
}

/** The Jaccard index of two sets; two pages without names are alike. */
function likeness(one: Set<string>, other: Set<string>): number {
  const common = [...one].filter((name) => other.has(name)).length
  const all = one.size + other.size - common
  return all === 0 ? 1 : common / all
}

function merge(group: number[], one: number, other: number): void {
  const [from, to] = [group[one], group[other]]
  if (to !== undefined) for (const [at, own] of group.entries()) if (own === from) group[at] = to
}
