import { InvalidArgumentError } from 'commander'
import { EVENT_TYPES } from '../../../shared/event.ts'

/** The words of an option that takes several, separated by commas. */
export function listIn(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}

/** Types of event, separated by commas. Throws what commander shows in one line. */
export function typesIn(text: string): string[] {
  const types = listIn(text)
  const unknown = types.find((type) => !(EVENT_TYPES as readonly string[]).includes(type))
  if (unknown !== undefined) throw new InvalidArgumentError(`"${unknown}" is not a type of event.`)
  return types
}
