/**
 * `open`, called once for each environment: clients are kept between invocations, and several machines in one process stay apart.
 * Opening that failed is tried again.
 */
export function oncePerEnvironment<E, T>(open: (environment: E) => T | Promise<T>): (environment: E) => Promise<T> {
  const opened = new Map<string, Promise<T>>()
  return (environment) => {
    const key = JSON.stringify(environment)
    const edges = opened.get(key) ?? Promise.resolve(environment).then(open)
    opened.set(key, edges)
    edges.catch(() => opened.delete(key))
    return edges
  }
}
