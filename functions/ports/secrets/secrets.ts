/** The keys from which others are derived: `webhooks` for the secrets of endpoints, `checkpoints` for the key that signs checkpoints. */
export type KeyName = 'webhooks' | 'checkpoints'

/** Where keys are stored. A key is read once and cached; a failed read is not cached. */
export type Secrets = {
  /** The bytes of a key, at least 32. */
  key: (name: KeyName) => Promise<Uint8Array>
}

const KEY_BYTES = 32

/** Secrets that read each key with `read`, from its entry in `places`. */
export function secretsIn(places: Partial<Record<KeyName, string>>, read: (place: string) => Promise<Uint8Array>): Secrets {
  const keys = new Map<string, Promise<Uint8Array>>()
  return {
    async key(name) {
      const place = places[name]
      if (place === undefined) throw new Error(`Cannot read the key of ${name}: this function was given no place for it`)
      const key = keys.get(place) ?? read(place).then((bytes) => longEnough(bytes, place))
      keys.set(place, key)
      key.catch(() => keys.delete(place))
      return key
    },
  }
}

function longEnough(key: Uint8Array, place: string): Uint8Array {
  if (key.length >= KEY_BYTES) return key
  throw new Error(`Cannot sign: the key in ${place} has ${key.length} bytes, not ${KEY_BYTES} or more`)
}
