import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { createGzip } from 'node:zlib'
import { expect, test } from 'vitest'
import { startColumn } from '../../loopback-column.ts'

const MB = 1_000_000

test('a 300 MB gzip bomb and a 50 MB page are unreadable, and peak memory stays under 250 MB', async () => {
  const site = await startColumn()
  const megabytes = function* (count: number) {
    for (let done = 0; done < count; done++) yield Buffer.alloc(MB, '<p>正文</p>')
  }
  site.answers.set('/bomb.html', (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' })
    Readable.from(megabytes(300)).pipe(createGzip()).pipe(response)
  })
  site.answers.set('/large.html', (_, response) => {
    response.writeHead(200)
    Readable.from(megabytes(50)).pipe(response)
  })
  const program = join(import.meta.dirname, 'print-peak-memory.ts')
  const child = spawn(process.execPath, [program, `${site.origin}/bomb.html`, `${site.origin}/large.html`])
  const { outcomes, peakBytes } = JSON.parse(await text(child.stdout)) as { outcomes: string[]; peakBytes: number }
  expect(outcomes).toEqual([
    'unreadable: the body is more than 5000000 bytes once inflated',
    'unreadable: the body is more than 5000000 bytes',
  ])
  expect(peakBytes).toBeLessThan(250 * MB)
  await site.close()
})
