import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseFeed } from 'feedsmith'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDeps } from '../../../functions/deliver/deps.ts'
import { addEndpoint } from '../../../functions/deliver/register.ts'
import type { SkinName, SkinnedLetter } from '../../skins.ts'
import { fictionalLetter } from '../../letters.ts'
import { startWatching, eventsIn, type Watching } from '../../watching.ts'

const SEED = resolve(import.meta.dirname, '../../../../shared/seed-letter.txt')

/** The one real letter, which is no part of this project; where it is absent our fictional letters cover the same ground. */
function seedLetter(): SkinnedLetter {
  const lines = readFileSync(SEED, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const head = lines.findIndex((line) => line.startsWith('信息来源'))
  return {
    title: lines[head - 1] ?? '',
    source: '深圳市科技创新委员会',
    publishedOn: '2023-10-12',
    columnName: '政协提案答复函公开文稿',
    body: lines.slice(head + 1, lines.indexOf('分享到:')),
  }
}

const isThere = existsSync(SEED)
if (!isThere)
  console.warn('The seed letter is not beside this checkout: its end-to-end test is skipped; the fictional letters run.')

describe.each([
  { name: 'the seed letter', letter: isThere ? seedLetter() : undefined, before: '23.74亿元', after: '24.74亿元' },
  { name: 'a fictional letter', letter: fictionalLetter('lead-reply'), before: /\d+(\.\d+)?亿元/, after: '987亿元' },
])('$name, from the page to every subscriber', ({ letter, before, after }) => {
  let watching: Watching
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  beforeAll(async () => {
    watching = await startWatching()
    receiver = await startReceiver()
  })
  afterAll(async () => {
    await watching.close()
    await receiver.close()
  })

  test.skipIf(!letter)(
    'is read the same in three skins, and a changed figure arrives once in feeds, webhook and mail',
    async () => {
      if (!letter) return
      const { site, machine, crawl } = watching
      site.publish('10961674', letter)
      const endpoints = await openDeps(machine.ports)
      const added = await addEndpoint(endpoints, { url: receiver.url, allowPrivate: true, verify: false })
      if (added.outcome !== 'added') throw new Error(added.why)

      expect((await crawl()).crawls[0]).toMatchObject({ outcome: 'complete', listed: 1, baseline: 1, events: [] })
      for (const skin of ['anchors', 'classes', 'meta'] satisfies SkinName[]) {
        site.skin = skin
        expect(eventsIn(await crawl())).toEqual([])
      }
      const published = await machine.archive.ledger('cppcc').entry(2)
      expect(published?.type === 'letter.published' && published.data.content.title).toBe(letter.title)

      site.edit('10961674', (was) => ({ ...was, body: was.body.map((line) => line.replace(before, after)) }))
      const round = await crawl()
      expect(eventsIn(round)).toEqual(['letter.edited 10961674 substantive figure'])
      expect(round).toMatchObject({ announced: 1, deliveries: { made: 1, failed: 0 } })
      expect(eventsIn(await crawl())).toEqual([])

      for (const file of ['feed.xml', 'feed.atom', 'feed.json']) {
        const feed = await readFile(join(machine.folder.site, 'cppcc', file), 'utf8')
        expect(feed.split('【修改】').length - 1, file).toBeGreaterThan(0)
        expect(JSON.stringify(parseFeed(feed))).toContain(after)
      }

      expect(receiver.received).toHaveLength(1)
      const [{ body, headers } = { body: '', headers: {} }] = receiver.received
      const event = new Webhook(added.secret).verify(body, headers)
      expect(event).toMatchObject({
        type: 'letter.edited',
        data: { letter: 'cppcc/10961674', version: 2, significance: 'substantive' },
      })

      const mails = (await readdir(machine.folder.mail)).filter((file) => file.endsWith('.eml'))
      expect(mails).toEqual(['cppcc-4.eml'])
    },
  )
})

async function startReceiver() {
  const received: { body: string; headers: Record<string, string> }[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ body, headers: request.headers as Record<string, string> })
      response.end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
