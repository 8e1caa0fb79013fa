import type { Simulated } from './simulate.ts'

/** What a simulation was to show and did not, one line each. */
export function brokenPromises({ hosts, gaps, everyMinutes, edits, heard, deliveries, record, inFeeds }: Simulated): string[] {
  const broken: string[] = []
  for (const [host, { leastGapMs, atOnce }] of hosts) {
    if (leastGapMs < 1000) broken.push(`${host} was asked twice within ${Math.round(leastGapMs)} ms`)
    if (atOnce > 1) broken.push(`${host} was asked by ${atOnce} at once`)
  }
  const periodMs = everyMinutes * 60_000
  const late = gaps.filter((gap) => gap > 2 * periodMs)
  if (late.length > 0)
    broken.push(`${late.length} times a column was later than twice its period, by ${inPeriods(late[0])} at most`)
  const expected = edits.map(({ letter }) => `letter.edited ${letter}`)
  const announced = Map.groupBy(heard, (each) => each)
  for (const edit of expected)
    if (announced.get(edit)?.length !== 1) broken.push(`${edit} was announced ${announced.get(edit)?.length ?? 0} times`)
  if (heard.length !== expected.length) broken.push(`${heard.length} events were announced for ${expected.length} edits`)
  if (deliveries !== edits.length) broken.push(`${deliveries} deliveries were created for ${edits.length} edits`)
  if (record && inFeeds !== edits.length) broken.push(`${inFeeds} of ${edits.length} edits stand in the feed of their column`)
  return broken

  function inPeriods(gap = 0): string {
    return `${(gap / periodMs).toFixed(2)} periods`
  }
}
