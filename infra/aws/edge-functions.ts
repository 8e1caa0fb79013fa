// The functions that CloudFront runs. It receives the text of each one alone: nothing outside of the function is available there. They are
// in a file of their own so that tests run them without loading the CDK.

type Headers = Record<string, { value: string } | undefined>
/** What CloudFront passes before it looks into its cache, and before it answers. */
export type ViewerRequest = { request: { uri: string } }
export type ViewerResponse = { response: { headers: Headers } }
export type Redirect = { statusCode: number; statusDescription: string; headers: Headers }

/** Serves a folder's index.html, and redirects a folder without its slash to the one with it, so that relative links work. */
export function findIndex(event: ViewerRequest): ViewerRequest['request'] | Redirect {
  const request = event.request
  const last = request.uri.slice(request.uri.lastIndexOf('/') + 1)
  if (last === '') request.uri += 'index.html'
  else if (last.indexOf('.') < 0) {
    // One slash only: a browser reads //elsewhere.example as another host.
    const location = request.uri.replace(/^[/\\]+/, '/') + '/'
    return { statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: { value: location } } }
  }
  return request
}

/** CloudFront compresses only some types. A file of another type is stored as one of those; this restores the type in its metadata. */
export function restoreType(event: ViewerResponse): ViewerResponse['response'] {
  const headers = event.response.headers
  const type = headers['x-amz-meta-type']
  if (type) headers['content-type'] = { value: type.value }
  delete headers['x-amz-meta-type']
  return event.response
}

/** The text that CloudFront runs for `run`. */
export function functionCode(run: (event: never) => unknown): string {
  return `function handler(event) { return (${run.toString()})(event) }`
}
