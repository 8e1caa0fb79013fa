/** Calls `open` when its result is first needed, and keeps the result. A failure is not kept: the next call tries again. */
export function once<T>(open: () => T | Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined
  return async () => {
    opened ??= Promise.resolve().then(open)
    opened.catch(() => (opened = undefined))
    return opened
  }
}
