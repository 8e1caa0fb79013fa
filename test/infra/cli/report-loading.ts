import { subscribe } from 'node:diagnostics_channel'
import { registerHooks } from 'node:module'

/** Loaded before a command: prints on stderr, when it ends, which libraries it loaded that cost time, and whether it opened a port. */
const found = new Set<string>()
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context)
    const library = /node_modules\/(@aws-sdk|undici|cheerio|nodemailer)\//.exec(resolved.url)?.[1]
    if (library !== undefined) found.add(library)
    return resolved
  },
})
subscribe('tracing:net.server.listen:asyncStart', () => void found.add('a port'))
process.on('exit', () => void process.stderr.write([...found].sort().join(', ')))
