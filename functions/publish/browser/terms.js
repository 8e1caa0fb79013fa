// How a text is looked for: what publishing writes into the index and what the search page asks of it are made here, by one rule.

/** So many entries of a ledger lie in one block of the index: the place of an entry in its block fits into one byte. */
export const BLOCK = 256
/** A block's lists lie in so many files, so that a question needs few of them. */
export const SHARDS = 32
const BUCKETS = 65_536
/** How many lists lie in one file. */
export const LISTS = BUCKETS / SHARDS
/** A list of more entries than this is written as a bit for each entry of the block. */
export const LONGEST = 31

/**
 * `text` as it is compared: full and half width are one, so are capitals and small letters, and white space is nothing.
 * `from` says where in `text` each character of it stood.
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

/** The ideographs, most of a letter, are the same in every form. @param {string} character */
function sameOf(character) {
  if (character >= '\u4E00' && character <= '\u9FFF') return character
  return character
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u200B-\u200D\u2060\uFEFF]/g, '')
}

/**
 * The lists in which the pairs of neighbouring characters of `plain` stand, each once.
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
 * Where in their block the entries of `bucket` stand, read from the file it lies in: for each list its length and then a byte an
 * entry, or a length over LONGEST and then a bit for each entry of the block.
 *
 * @param {Uint8Array} shard
 * @param {number} bucket
 * @returns {Set<number>}
 */
export function placesIn(shard, bucket) {
  let at = 0
  const sizeAt = () => ((shard[at] ?? 0) > LONGEST ? BLOCK / 8 : (shard[at] ?? 0))
  for (let list = bucket % LISTS; list > 0; list--) at += 1 + sizeAt()
  const list = shard.subarray(at + 1, at + 1 + sizeAt())
  if ((shard[at] ?? 0) <= LONGEST) return new Set(list)
  return new Set(
    Array.from({ length: BLOCK }, (_, place) => place).filter((place) => ((list[place >> 3] ?? 0) >> (place & 7)) & 1),
  )
}
