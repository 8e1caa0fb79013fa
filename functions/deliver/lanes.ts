/** Runs the tasks of each name at most `width` at a time, whatever the tasks of other names do. */
export function openLanes(width: number) {
  const begun = new Map<string, number>()
  const lanes = new Map<string, Promise<unknown>>()
  return <T>(name: string, task: () => Promise<T>): Promise<T> => {
    const turn = begun.get(name) ?? 0
    begun.set(name, turn + 1)
    const lane = `${turn % width} ${name}`
    const run = (lanes.get(lane) ?? Promise.resolve()).then(task, task)
    lanes.set(lane, run)
    return run
  }
}
