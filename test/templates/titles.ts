import { escaped } from './bodies.ts'

/** A letter's title as text of a page. */
export function escapedTitle({ title }: { title: string }): string {
  return escaped(title)
}

/** `text` as the value of an attribute in double quotation marks. */
export function attribute(text: string): string {
  return escaped(text).replace(/"/g, '&quot;')
}

/** `title` as a narrow list shows it. */
export function cutTitle(title: string, length = 26): string {
  return escaped(title.length > length + 2 ? `${title.slice(0, length)}...` : title)
}
