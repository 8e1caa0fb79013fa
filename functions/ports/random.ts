import { randomBytes } from 'node:crypto'

/** Randomness: a fraction from 0 (included) to 1, and a name of 20 hexadecimal digits that nothing else has. */
export type Random = { fraction: () => number; id: () => string }

export const systemRandom: Random = { fraction: Math.random, id: () => randomBytes(10).toString('hex') }
