/** Where the record shows a letter, relative to its root. */
export function letterPath(column: string, postId: string): string {
  return `${column}/${postId}/index.html`
}

/** Where the record shows a version of a letter, and what changed in it. */
export function changePath(column: string, postId: string, version: number): string {
  return `${column}/${postId}/${version}/index.html`
}
