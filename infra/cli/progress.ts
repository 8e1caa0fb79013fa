/** Shows letters done of how many and the time left, on a terminal only; nothing when piped, and nothing when `isQuiet`. */
export function openProgress(column: string, isQuiet: boolean, terminal: NodeJS.WriteStream = process.stderr) {
  const isShown = terminal.isTTY && !isQuiet
  const startedAt = performance.now()
  return {
    show(done: number, of: number): void {
      if (!isShown) return
      const left = ((performance.now() - startedAt) / done) * (of - done)
      terminal.write(`\r\x1b[K${column}: ${done} of ${of} letters, ${durationText(left)} left`)
    },
    clear(): void {
      if (isShown) terminal.write('\r\x1b[K')
    },
  }
}

function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}
