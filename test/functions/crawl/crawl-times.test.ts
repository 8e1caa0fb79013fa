import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fictionalLetter } from '../../letters.ts'
import { startWatching } from '../../watching.ts'

test('the record has the times of crawls, the gap of a failed one, and when each letter was last read', async () => {
  const { site, machine, crawl, close } = await startWatching()
  site.publish('10001', fictionalLetter('lead-reply'))
  await crawl()
  site.answers.set(site.listingPath, { status: 503 })
  await crawl()
  const read = (path: string) => readFile(join(machine.folder.site, path), 'utf8')
  const { columns } = JSON.parse(await read('status.json')) as { columns: unknown[] }
  expect(columns).toMatchObject([
    {
      looks: [
        { outcome: 'complete', looks: 1 },
        { outcome: 'failed', looks: 1 },
      ],
      gaps: [{ failedLooks: 1 }],
    },
  ])
  expect(await read('coverage.html')).toMatch(/至今.*now</)
  const { looks } = JSON.parse(await read('cppcc/looks.json')) as { looks: { readAt: string; letters: string[] }[] }
  expect(looks).toMatchObject([{ letters: ['10001'], readAt: expect.stringMatching(/^\d{4}-/) as string }])
  await close()
})
