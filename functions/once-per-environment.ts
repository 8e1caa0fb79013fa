/**
 * `open`, called once for each environment and the addresses of its emulators: clients are kept between invocations, and several
 * machines in one process stay apart. Opening that failed is tried again.
 */
export function oncePerEnvironment<E, T>(open: (environment: E) => T | Promise<T>): (environment: E) => Promise<T> {
  const opened = new Map<string, Promise<T>>()
  return (environment) => {
    const addresses = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_ENDPOINT_URL'))
    const key = JSON.stringify([environment, addresses])
    const edges = opened.get(key) ?? Promise.resolve(environment).then(open)
    opened.set(key, edges)
    edges.catch(() => opened.delete(key))
    return edges
  }
}
