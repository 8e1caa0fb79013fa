import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { openDeps } from '../../functions/deliver/deps.ts'
import { addEndpoint } from '../../functions/deliver/register.ts'
import { openMachine } from '../../infra/local/machine.ts'
import { Settings } from '../../shared/settings.ts'
import { edited } from '../functions/deliver/facts.ts'

/**
 * So many events of one crawl to so many endpoints, from the ledger to verified signatures, on one machine: how long, how fast, and in
 * how much memory. `npm run bench:delivery -- EVENTS ENDPOINTS`.
 */
const [events = 5000, endpoints = 20] = process.argv.slice(2).map(Number)
const column = { id: 'cppcc', name: '虚构栏目', authority: '示例市', url: 'http://127.0.0.1/' }

const data = await mkdtemp(join(tmpdir(), 'letterwatch-bench-'))
const machine = await openMachine(data, Settings.parse({ hold: { share: 1, count: 100_000 } }))
const received = new Map<string, Set<string>>()
let repeats = 0
let wrong = 0
const secrets = new Map<string, string>()
const receiver = createServer((request, response) => {
  void text(request).then((body) => {
    const seen = received.get(request.url ?? '') ?? new Set()
    received.set(request.url ?? '', seen)
    try {
      new Webhook(secrets.get(request.url ?? '') ?? '').verify(body, request.headers as Record<string, string>)
    } catch {
      wrong++
    }
    const id = String(request.headers['webhook-id'])
    if (seen.has(id)) repeats++
    seen.add(id)
    response.writeHead(204).end()
  })
})
receiver.listen(0, '127.0.0.1')
await once(receiver, 'listening')
const { port } = receiver.address() as AddressInfo

const deps = await openDeps(machine.ports)
for (let index = 0; index < endpoints; index++) {
  const path = `/${index}`
  const added = await addEndpoint(deps, { url: `http://127.0.0.1:${port}${path}`, allowPrivate: true, verify: false })
  if (added.outcome !== 'added') throw new Error(JSON.stringify(added))
  secrets.set(path, added.secret)
}
const ledger = machine.archive.ledger(column.id)
let head = await ledger.head()
for (let index = 0; index < events; index++) {
  const entry = await ledger.append(edited(), head, '2026-11-25T08:00:00+08:00')
  if (!entry) throw new Error('nobody else writes')
  head = { column: column.id, sequence: entry.sequence, hash: entry.hash }
}

let peak = 0
const watching = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50)
const timed = async <T>(what: string, of: number, work: () => Promise<T>): Promise<T> => {
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  const done = await work()
  const { user, system } = process.cpuUsage(cpu)
  const seconds = (performance.now() - began) / 1000
  console.log(
    `${what}: ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of CPU), ${(of / seconds).toFixed(0)} a second`,
  )
  return done
}
const deliveries = events * endpoints
await timed(`${events} events announced, ${deliveries} deliveries created`, deliveries, () => machine.announce(column))
const report = await timed(`${deliveries} deliveries made`, deliveries, () => machine.deliverDue())
clearInterval(watching)

const receivedCount = [...received.values()].reduce((sum, { size }) => sum + size, 0)
console.log(
  `${report.made} made, ${report.failed} failed; received ${receivedCount}, repeated ${repeats}, signatures wrong ${wrong}`,
)
console.log(`peak memory ${(peak / 1e6).toFixed(0)} MB`)
if (receivedCount !== deliveries || wrong > 0) process.exitCode = 1

await machine.close()
receiver.close()
await rm(data, { recursive: true })
