import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SkinnedLetter } from './skins.ts'

const FOLDER = join(import.meta.dirname, 'fixtures/letters')
const COLUMNS = { cppcc: '政协提案答复函公开文稿', npc: '人大建议答复函公开文稿' } as const

/** Our fictional letters by the names of their files, for skins to wrap: `fictionalLetter('npc-reply')`. */
export function fictionalLetter(name: string): SkinnedLetter {
  const lines = readFileSync(join(FOLDER, `${name}.txt`), 'utf8').split('\n')
  const blank = lines.indexOf('')
  const head = new Map(
    lines.slice(0, blank).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
  const title = head.get('title') ?? ''
  return {
    title,
    source: head.get('source') ?? '',
    publishedOn: head.get('published') ?? '',
    columnName: COLUMNS[/建议/.test(title) ? 'npc' : 'cppcc'],
    body: lines
      .slice(blank + 1)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  }
}

/** The names of all fictional letters, in order. */
export const LETTER_NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => file.slice(0, -'.txt'.length))
  .sort()
