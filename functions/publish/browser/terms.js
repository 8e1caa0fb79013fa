// The format of the search index, shared by publishing, which writes it, and the search page, which reads it.

/** The number of ledger entries in a block of the index: the place of an entry in its block fits into one byte. */
export const BLOCK = 256
/** The number of files for the lists of a block, so that a query reads few of them. */
export const SHARDS = 32
const BUCKETS = 65_536
/** The number of lists in a file. */
export const LISTS = BUCKETS / SHARDS
/** A list of more entries than this is written as a bit for each entry of the block. */
export const MAX_LIST = 31

/**
 * `text` in the form in which it is compared: without differences of width and case, and without white space.
 * `from` has the position in `text` of each of its characters.
 *
 * @param {string} text
 * @returns {{ plain: string, from: number[] }}
 */
export function plainOf(text) {
  let plain = ''
  /** @type {number[]} */
  const from = []
  for (let at = 0; at < text.length; at++) {
    const same = sameOf(text.charAt(at))
    plain += same
    for (let count = same.length; count > 0; count--) from.push(at)
  }
  return { plain, from }
}

/** Ideographs, most of a letter, need no normalization. @param {string} character */
function sameOf(character) {
  if (character >= '\u4E00' && character <= '\u9FFF') return character
  return character
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u200B-\u200D\u2060\uFEFF]/g, '')
}

/**
 * The lists of the pairs of neighbouring characters of `plain`, each once.
 *
 * @param {string} plain
 * @returns {Set<number>}
 */
export function bucketsOf(plain) {
  /** @type {Set<number>} */
  const buckets = new Set()
  for (let at = 1; at < plain.length; at++) buckets.add(bucketOf(plain.charCodeAt(at - 1), plain.charCodeAt(at)))
  return buckets
}

/** @param {number} one @param {number} other */
function bucketOf(one, other) {
  return (Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b)) >>> 16
}

/** @param {number} bucket */
export const shardOf = (bucket) => Math.floor(bucket / LISTS)

/**
 * The places in their block of the entries in the list `bucket`, read from its file. A list is its length and then a byte for each entry,
 * or a length over MAX_LIST and then a bit for each entry of the block.
 *
 * @param {Uint8Array} shard
 * @param {number} bucket
 * @returns {Set<number>}
 */
export function placesIn(shard, bucket) {
  let at = 0
  const sizeAt = () => ((shard[at] ?? 0) > MAX_LIST ? BLOCK / 8 : (shard[at] ?? 0))
  for (let list = bucket % LISTS; list > 0; list--) at += 1 + sizeAt()
  const list = shard.subarray(at + 1, at + 1 + sizeAt())
  if ((shard[at] ?? 0) <= MAX_LIST) return new Set(list)
  return new Set(
    Array.from({ length: BLOCK }, (_, place) => place).filter((place) => ((list[place >> 3] ?? 0) >> (place & 7)) & 1),
  )
}
