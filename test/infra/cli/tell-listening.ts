import { subscribe } from 'node:diagnostics_channel'

/** Loaded before a command: tells on stderr of every port that it opens. */
subscribe('tracing:net.server.listen:asyncStart', () => void process.stderr.write('listens\n'))
