/** `text` in GBK, which pages that name GB 2312 are in; a character that it does not have becomes a question mark. */
export function encodeGb(text: string): Uint8Array {
  return Uint8Array.from(
    Array.from(text).flatMap((character) =>
      character < '\u0080' ? [character.charCodeAt(0)] : (TABLE.get(character) ?? [0x3f]),
    ),
  )
}

const TABLE = readTable()

/** Every character of two bytes, as the platform's own decoder knows it. */
function readTable(): Map<string, [number, number]> {
  const decoder = new TextDecoder('gbk')
  const table = new Map<string, [number, number]>()
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if (character.length === 1 && character !== '\ufffd' && !table.has(character)) table.set(character, [lead, trail])
    }
  return table
}
