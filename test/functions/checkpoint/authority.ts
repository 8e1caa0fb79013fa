import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'

const run = promisify(execFile)

const CONFIGURATION = `
[ req ]
distinguished_name = name
[ name ]
[ stamping ]
extendedKeyUsage = critical,timeStamping
[ tsa ]
default_tsa = throwaway
[ throwaway ]
serial = serial
crypto_device = builtin
signer_cert = signer.pem
signer_key = signer.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
`

/** A time-stamping authority with a throw-away certificate, its own root, on loopback: `openssl ts` in `folder`. `change` alters a question before it is answered. */
export async function startAuthority(folder: string) {
  await mkdir(folder, { recursive: true })
  const openssl = (...words: string[]) => run('openssl', words, { cwd: folder })
  await writeFile(join(folder, 'openssl.cnf'), CONFIGURATION)
  await writeFile(join(folder, 'serial'), '01\n')
  await openssl(...'req -x509 -newkey rsa:2048 -nodes -keyout signer.key -out signer.pem -days 2 -config openssl.cnf -extensions stamping -subj'.split(' '), '/CN=示例时间戳') // prettier-ignore

  let change = (query: Buffer): Buffer => query
  const server = createServer((request, response) => {
    void buffer(request).then(async (query) => {
      await writeFile(join(folder, 'query.tsq'), change(query))
      await openssl(...'ts -reply -config openssl.cnf -queryfile query.tsq -out reply.tsr'.split(' '))
      response.setHeader('content-type', 'application/timestamp-reply').end(await readFile(join(folder, 'reply.tsr')))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    changeQuestions: (how: (query: Buffer) => Buffer) => (change = how),
    /** What `openssl ts -verify` says of a timestamp for `file`. Throws when it says no. */
    verify: (file: string, timestamp: string) =>
      openssl('ts', '-verify', '-data', file, '-in', timestamp, '-CAfile', 'signer.pem').then(({ stdout }) => stdout),
    async close() {
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}
