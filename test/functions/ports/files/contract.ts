import { expect, test } from 'vitest'
import type { Files } from '../../../../functions/ports/files/files.ts'

/** Files to test, and what is stored at a path, read without them. */
export type TestedFiles = { files: Files; stored: (path: string) => Promise<string> }

/** What every place for files does, whatever it is made of. */
export function filesContract(open: () => TestedFiles): void {
  test('a file is stored, in folders that did not exist', async () => {
    const { files, stored } = open()
    expect(await files.write({ path: 'cppcc/1/index.html', body: '答复' })).toBe('written')
    expect(await stored('cppcc/1/index.html')).toBe('答复')
  })

  test('a file that has the same bytes is not written again; one that differs is', async () => {
    const { files, stored } = open()
    await files.write({ path: 'same.html', body: '甲' })
    expect(await files.write({ path: 'same.html', body: '甲' })).toBe('unchanged')
    expect(await files.write({ path: 'same.html', body: Buffer.from('甲') })).toBe('unchanged')
    expect(await files.write({ path: 'same.html', body: '乙' })).toBe('written')
    expect(await stored('same.html')).toBe('乙')
  })

  test('a file that was written is held and can be read; one that was not is neither', async () => {
    const { files } = open()
    await files.write({ path: 'held.html', body: '内容' })
    expect(await files.holds('held.html')).toBe(true)
    expect(await files.read('held.html')).toBe('内容')
    expect(await files.holds('absent/index.html')).toBe(false)
    expect(await files.read('absent/index.html')).toBeUndefined()
  })

  test('many writes at once all arrive', async () => {
    const { files } = open()
    const paths = Array.from({ length: 40 }, (_, index) => `many/${index % 4}/${index}.html`)
    await Promise.all(paths.map((path) => files.write({ path, body: path })))
    expect(await Promise.all(paths.map((path) => files.read(path)))).toEqual(paths)
  })
}
