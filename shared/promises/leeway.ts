/** Words by which something is looked into rather than done, or done only in some case. */
const CONDITIONS =
  /研究(?=设立|建立|建设|出台|制定|开展|推动|推进|提出|实施)|原则上|条件(?:成熟|具备|允许)|视情|择机|以[^,，。;；]{1,15}为准/
/** What is finished, and what is only gone on with. */
const RESULT = /完成|建成|出台|印发|发布|实现|竣工|投入使用/
const EFFORT = /推进|推动|启动|开展|谋划|研究/

/** Above 0 where `after` leaves more leeway than `before`, a promise of the same firmness and deadline; below 0 where it leaves less. */
export function leewayGained(before: string, after: string): number {
  return Number(leavesMore(before, after)) - Number(leavesMore(after, before))
}

function leavesMore(before: string, after: string): boolean {
  if (CONDITIONS.test(after) && !CONDITIONS.test(before)) return true
  return RESULT.test(before) && !RESULT.test(after) && EFFORT.test(after) && !EFFORT.test(before)
}
