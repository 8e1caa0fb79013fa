import { randomBytes } from 'node:crypto'

/** Randomness: a fraction from 0 (included) to 1 (excluded), and a unique id of 20 hexadecimal digits. */
export type Random = { fraction: () => number; id: () => string }

export const systemRandom: Random = { fraction: Math.random, id: () => randomBytes(10).toString('hex') }
