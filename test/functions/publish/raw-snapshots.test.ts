import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { load } from 'cheerio'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startWatching, type Watching } from '../../watching.ts'
import { serveRecord } from '../../../infra/local/record-server.ts'
import { rebuild } from './publish.ts'
import { openDeps } from '../../../functions/publish/deps.ts'
import { snapshotId } from '../../../shared/snapshot.ts'
import { fictionalLetter } from '../../letters.ts'
import { SKINS } from '../../skins.ts'
import { everything } from './everything.ts'

let watching: Watching
beforeEach(async () => void (watching = await startWatching()))
afterEach(() => watching.close())

const letter = fictionalLetter('lead-reply')
const withMobile = { ...letter, body: letter.body.map((line) => line.replace('0755-00000001', '13800138000')) }
const pathOf = (served: string) => `snapshots/${snapshotId(Buffer.from(served)).slice('sha256:'.length)}.bin`
const pageOf = async (path: string) => load(await readFile(join(watching.machine.folder.site, path), 'utf8'))
const isThere = (path: string) =>
  access(join(watching.machine.folder.site, path)).then(
    () => true,
    () => false,
  )

test('the raw page of a version is served byte for byte, as a download and never as a page', async () => {
  const { site, machine, crawl } = watching
  site.publish('10001', letter)
  await crawl()
  const served = SKINS.meta(letter)
  const link = (await pageOf('cppcc/10001/1/index.html'))('.evidence a[download]').attr('href')
  expect(link).toBe(`../../../${pathOf(served)}`)
  const server = await serveRecord(machine.folder.site, 0)
  const answer = await fetch(new URL(pathOf(served), server.url))
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
  })
  expect(await answer.text()).toBe(served)
  await server.close()
})

test('a raw page that shows a mobile number is withheld, and the record says so and why; its hash stays', async () => {
  const { site, crawl } = watching
  site.publish('10001', letter)
  await crawl()
  site.letters.set('10001', withMobile)
  await crawl()
  const served = SKINS.meta(withMobile)
  expect(await isThere(pathOf(SKINS.meta(letter)))).toBe(true)
  expect(await isThere(pathOf(served))).toBe(false)
  for (const path of ['cppcc/10001/2/index.html', 'cppcc/10001/index.html']) {
    const $ = await pageOf(path)
    expect($('.evidence a[download]').length, path).toBe(0)
    expect($('.evidence').text(), path).toContain('不公开：可能含有个人手机号码，仅公布哈希')
    expect($('.evidence').text(), path).toContain(snapshotId(Buffer.from(served)))
  }
})

test('no file of the record shows the number, and a rebuild writes nothing new', async () => {
  const { site, machine, crawl } = watching
  site.publish('10001', withMobile)
  await crawl()
  const deps = openDeps(machine.ports)
  expect(await rebuild('cppcc', deps)).toMatchObject({ written: 0 })
  for (const [path, body] of Object.entries(await everything(machine.folder.site)))
    expect(body, path).not.toContain('13800138000')
})

test('a TimeMap names the versions of a letter and their raw pages, in both forms, with when they were fetched', async () => {
  const { site, machine, crawl } = watching
  site.publish('10001', letter)
  await crawl()
  site.letters.set('10001', withMobile)
  await crawl()
  const [first, second] = await Promise.all([2, 4].map((sequence) => machine.archive.ledger('cppcc').entry(sequence)))
  const at = (entry: typeof first) => new Date(entry && 'evidence' in entry.data ? entry.data.evidence.fetchedAt : '')
  const record = 'http://127.0.0.1:8787'
  const lines = (await readFile(join(machine.folder.site, 'cppcc/10001/timemap.link'), 'utf8')).trimEnd().split(',\n')
  expect(lines).toEqual([
    `<${site.urlOf('10001')}>;rel="original"`,
    `<${record}/cppcc/10001/timemap.link>;rel="self";type="application/link-format";from="${at(first).toUTCString()}";until="${at(second).toUTCString()}"`,
    `<${record}/cppcc/10001/timemap.json>;rel="timemap";type="application/json"`,
    `<${record}/cppcc/10001/1/>;rel="first memento";datetime="${at(first).toUTCString()}"`,
    `<${record}/${pathOf(SKINS.meta(letter))}>;rel="memento";datetime="${at(first).toUTCString()}"`,
    `<${record}/cppcc/10001/2/>;rel="last memento";datetime="${at(second).toUTCString()}"`,
  ])
  expect(JSON.parse(await readFile(join(machine.folder.site, 'cppcc/10001/timemap.json'), 'utf8'))).toMatchObject({
    original_uri: site.urlOf('10001'),
    mementos: { first: { uri: `${record}/cppcc/10001/1/` }, last: { uri: `${record}/cppcc/10001/2/` }, list: { length: 3 } },
  })
})
