type Headers = Record<string, { value: string } | undefined>
/** What CloudFront gives a function before it looks into its cache, and before it answers. */
export type Asked = { request: { uri: string } }
export type Answered = { response: { headers: Headers } }
export type Redirect = { statusCode: number; statusDescription: string; headers: Headers }

// CloudFront is given the text of these functions, one by one: nothing outside of them is in reach, and the syntax is that of 2016.

/** A folder is its index.html, as on any server; a folder without its slash is sent there, so that relative links keep working. */
export function findIndex(event: Asked): Asked['request'] | Redirect {
  const request = event.request
  const last = request.uri.slice(request.uri.lastIndexOf('/') + 1)
  if (last === '') request.uri += 'index.html'
  else if (last.indexOf('.') < 0) {
    // One slash alone, lest //elsewhere.example be read as another host.
    const location = request.uri.replace(/^[/\\]+/, '/') + '/'
    return { statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: { value: location } } }
  }
  return request
}

/** CloudFront compresses a few types alone. A file of another type lies in the bucket under one of those, and says here what it is. */
export function tellType(event: Answered): Answered['response'] {
  const headers = event.response.headers
  const type = headers['x-amz-meta-type']
  if (type) headers['content-type'] = { value: type.value }
  delete headers['x-amz-meta-type']
  return event.response
}

/** The text that CloudFront runs for `edge`. */
export function handlerOf(edge: (event: never) => unknown): string {
  return `function handler(event) { return (${edge.toString()})(event) }`
}
