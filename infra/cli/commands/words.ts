import { InvalidArgumentError } from 'commander'
import { Column } from '../../../shared/column.ts'
import type { Configuration } from '../../../shared/settings.ts'
import { EVENT_TYPES } from '../../../shared/event.ts'
import { UsageError } from '../../errors.ts'

/** The values of an option that accepts several, separated by commas. */
export function listIn(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}

/** Types of events, separated by commas. Throws InvalidArgumentError, which commander prints in one line. */
export function typesIn(text: string): string[] {
  const types = listIn(text)
  const unknown = types.find((type) => !(EVENT_TYPES as readonly string[]).includes(type))
  if (unknown !== undefined) throw new InvalidArgumentError(`"${unknown}" is not a type of event.`)
  return types
}

/** Refuses topics and columns that the configuration does not have: a misspelt one would never match an event. */
export function validateChoice(chosen: { topics?: string[]; columns?: string[] }, { topics, columns }: Configuration): void {
  const known = { topics: Object.keys(topics), columns: columns.map(({ id }) => id) }
  for (const field of ['topics', 'columns'] as const) {
    const unknown = chosen[field]?.find((word) => !known[field].includes(word))
    if (unknown !== undefined)
      throw new UsageError(`Cannot choose ${field} "${unknown}": the configuration has ${known[field].join(', ') || 'none'}`)
  }
}

/** Throws a UsageError unless `url` is an address that a column may have. */
export function validateAddress(url: string): void {
  if (!Column.shape.url.safeParse(url).success)
    throw new UsageError(`Cannot use the address "${url}": it must be an http or https address`)
}

/** An address as a word of a shell. */
export function shellWord(url: string): string {
  return /[^\w:/.%~+,-]/.test(url) ? `'${url.replaceAll("'", '%27')}'` : url
}
