/** An instant as ISO 8601 with the offset of the offices we watch (+08:00, no daylight saving), in whole seconds: same instant, same text. */
export function isoInstant(at: Date): string {
  const shifted = new Date(at.getTime() + 8 * 3_600_000)
  return `${shifted.toISOString().slice(0, 19)}+08:00`
}
