import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Every file below `root`, by its path there. */
export async function everything(root: string): Promise<Record<string, string>> {
  const names = await readdir(root, { recursive: true, withFileTypes: true })
  const files = names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name))
  const bodies = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return Object.fromEntries(files.map((file, index) => [file.slice(root.length + 1), bodies[index] ?? '']))
}
