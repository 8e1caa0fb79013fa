import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFolder } from '../../../../functions/ports/files/folder.ts'
import { filesContract } from './contract.ts'

let root: string
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'letterwatch-files-'))))
afterAll(() => rm(root, { recursive: true }))

describe('files in a folder', () =>
  filesContract(() => ({ files: openFolder(root), stored: (path) => readFile(join(root, path), 'utf8') })))

test('no draft is left, and nothing is written outside the folder', async () => {
  const files = openFolder(root)
  await files.write({ path: 'deep/index.html', body: 'x' })
  expect(await readdir(join(root, 'deep'))).toEqual(['index.html'])
  await expect(files.write({ path: '../outside.html', body: '' })).rejects.toThrow('Cannot write ../outside.html')
})
