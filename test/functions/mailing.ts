import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/** What a mail server took: for whom, and the message as a parser that is not its composer reads it. */
type Taken = { to: string[]; mail: Email }

/** A mail server on loopback. `refuses` says of an address with which status it is refused, if it is. */
export async function startMailServer(refuses: (address: string) => number | undefined = () => undefined) {
  const server = { taken: [] as Taken[], attempts: 0, refuses, url: '', close: () => Promise.resolve() }
  const smtp = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    onRcptTo({ address }, _session, answer) {
      server.attempts++
      const status = server.refuses(address)
      answer(status === undefined ? null : Object.assign(new Error(`not here: ${address}`), { responseCode: status }))
    },
    onData(stream, { envelope }, answer) {
      void buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => {
          server.taken.push({ to: envelope.rcptTo.map(({ address }) => address), mail })
          answer()
        })
    },
  })
  smtp.listen(0, '127.0.0.1')
  await once(smtp.server, 'listening')
  server.url = `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`
  server.close = () => new Promise((closed) => smtp.close(closed))
  return server
}
