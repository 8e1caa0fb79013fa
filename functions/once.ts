/** `open`, called when its result is first needed and not again; opening that failed is tried again. */
export function once<T>(open: () => T | Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined
  return async () => {
    opened ??= Promise.resolve().then(open)
    opened.catch(() => (opened = undefined))
    return opened
  }
}
