import type { PlannedSchedule } from '../../shared/crawl/schedule.ts'
import type { ScheduleGroup } from '../ports/aws/schedule-group.ts'

/** How many schedules were created, removed, and left unchanged. */
export type KeptSchedules = { created: number; removed: number; kept: number }

/** How many requests are made at once. */
const AT_ONCE = 20

/**
 * Makes a group hold exactly the planned schedules. Missing ones are created before surplus ones are removed. An interrupted call can be
 * repeated and does what is left. Throws when time runs out.
 */
export async function keepSchedules(
  planned: PlannedSchedule[],
  group: ScheduleGroup,
  hasTime: () => boolean,
): Promise<KeptSchedules> {
  const there = new Set(await Array.fromAsync(group.names()))
  const wanted = new Set(planned.map(({ name }) => name))
  const missing = planned.filter(({ name }) => !there.has(name))
  const surplus = [...there].filter((name) => !wanted.has(name))
  const left = (await inTime(missing, group.create, hasTime)) + (await inTime(surplus, group.remove, hasTime))
  if (left > 0) throw new Error(`Cannot bring all schedules in line in time: ${left} are left; deploy again to continue`)
  return { created: missing.length, removed: surplus.length, kept: there.size - surplus.length }
}

/** Makes the changes, `AT_ONCE` at a time, while there is time. Returns how many are left. */
async function inTime<T>(all: T[], change: (one: T) => Promise<void>, hasTime: () => boolean): Promise<number> {
  const queue = all.values()
  let left = all.length
  const work = async () => {
    while (hasTime()) {
      const { value, done } = queue.next()
      if (done) return
      await change(value)
      left--
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return left
}
