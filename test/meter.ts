import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { openDynamoStore } from '../functions/ports/store/dynamodb.ts'
import { openFunctions } from '../infra/local/functions.ts'
import type { Machine } from '../infra/local/machine.ts'
import { clientAt, type EmulatedTable, startTable, TABLE } from './emulated-table.ts'

/** What a table was asked for: calls, request units by Amazon's rules, and rows written. */
export type Metered = { calls: number; readUnits: number; writeUnits: number; written: number }

export type Metering = Awaited<ReturnType<typeof startMetering>>

/** The functions of `machine`, with its queues and files, on a store in an emulated DynamoDB whose costs are counted. */
export async function startMetering({ ports: own, ...machine }: Machine) {
  const table = await startTable()
  const { store, ...meter } = await meterOf(table)
  const ports = { ...own, store }
  return {
    ports,
    functions: openFunctions({ ...machine, ports, notice: () => undefined }),
    read: meter.read,
    async close(): Promise<void> {
      await meter.close()
      await table.close()
    },
  }
}

/** A store on `table` whose costs are counted. */
export async function meterOf({ endpoint }: Pick<EmulatedTable, 'endpoint'>) {
  const meter = await startMeter(endpoint)
  const client = new DynamoDBClient(clientAt(meter.endpoint))
  return {
    endpoint: meter.endpoint,
    store: openDynamoStore(TABLE, client),
    read: meter.read,
    async close(): Promise<void> {
      client.destroy()
      await meter.close()
    },
  }
}

type Answered = { ConsumedCapacity?: { CapacityUnits: number } }

const READS = new Set(['GetItem', 'Query'])

/** A table's endpoint that passes every call on to the emulator at `endpoint` and counts what it costs. */
async function startMeter(endpoint: string) {
  let metered: Metered = { calls: 0, readUnits: 0, writeUnits: 0, written: 0 }
  const count = (call: string, asked: { ConsistentRead?: boolean }, units: number) => {
    metered.calls++
    if (READS.has(call)) metered.readUnits += Math.max(units, asked.ConsistentRead === true ? 1 : 0.5)
    else {
      metered.writeUnits += units
      metered.written++
    }
  }
  const server = createServer((request, response) => {
    const pass = async () => {
      const asked = JSON.parse(await text(request)) as { ConsistentRead?: boolean }
      const { host: _, 'content-length': __, ...headers } = request.headers as Record<string, string>
      const answer = await fetch(endpoint, {
        method: 'POST',
        headers,
        body: JSON.stringify({ ...asked, ReturnConsumedCapacity: 'TOTAL' }),
      })
      const said = await answer.text()
      const call = headers['x-amz-target']?.split('.').at(-1) ?? ''
      count(call, asked, (JSON.parse(said) as Answered).ConsumedCapacity?.CapacityUnits ?? 1)
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(said)
    }
    pass().catch((error: unknown) => response.destroy(error as Error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What was counted since the last time this was asked. */
    read: (): Metered => {
      const before = metered
      metered = { calls: 0, readUnits: 0, writeUnits: 0, written: 0 }
      return before
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
