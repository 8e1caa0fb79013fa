import { writeFileSync } from 'node:fs'

/** Imported before a program, writes the program's peak memory in bytes to the file named by PEAK_MEMORY_FILE when it exits. */
process.once('exit', () => {
  const { PEAK_MEMORY_FILE } = process.env
  if (PEAK_MEMORY_FILE !== undefined) writeFileSync(PEAK_MEMORY_FILE, String(process.resourceUsage().maxRSS * 1024))
})
