import { readFile, realpath, stat } from 'node:fs/promises'
import type { Column } from '../../shared/column.ts'
import { EMPTY_CONFIGURATION, withColumn } from '../../shared/configuration-text.ts'
import { type Configuration, readConfiguration } from '../../shared/settings.ts'
import { UsageError } from '../errors.ts'
import { writeAtomically } from './export/write-atomically.ts'

/** The configuration in `file`. Throws a UsageError that names the field at fault. */
export async function loadConfiguration(file: string): Promise<Configuration> {
  const configuration = parsed(file, await readText(file))
  const problem = await wrongSelectorIn(configuration)
  if (problem !== undefined) throw new UsageError(`Cannot use the configuration ${file}: ${problem}`)
  return configuration
}

/** Loads the parser of selectors, which few configurations need, only if there is a selector. */
async function wrongSelectorIn({ columns }: Configuration): Promise<string | undefined> {
  if (columns.every(({ read }) => read === undefined)) return undefined
  return (await import('../../shared/extract/selector.ts')).findWrongSelector(columns)
}

/** The same where there may be no column yet, or no file. */
export async function loadBegunConfiguration(file: string): Promise<Configuration> {
  const configuration = parsed(file, addedTo(file, await readText(file, EMPTY_CONFIGURATION), PLACEHOLDER))
  return { ...configuration, columns: configuration.columns.slice(0, -1) }
}

/** In the place of the first column of a configuration, which must have one. */
const PLACEHOLDER: Column = { id: 'column-without-a-name-so-far', name: '-', authority: '-', url: 'http://localhost/' }

/**
 * Adds `column` to the configuration in `file`; the rest of the file stays byte for byte. The file is created when it is missing. It is
 * read again here, and replaced in one step: it may have changed since it was loaded. Throws a UsageError when the configuration would be
 * wrong.
 */
export async function addColumnTo(file: string, column: Column): Promise<void> {
  const text = addedTo(file, await readText(file, EMPTY_CONFIGURATION), column)
  parsed(file, text)
  const target = await realpath(file).catch(() => file)
  const mode = await stat(target).then(
    (found) => found.mode,
    () => undefined,
  )
  await writeAtomically(target, [text], mode)
}

function parsed(file: string, text: string): Configuration {
  const read = readConfiguration(text)
  if ('problem' in read) throw new UsageError(`Cannot use the configuration ${file}: ${read.problem}`)
  return read.configuration
}

/** Checks that it is JSON first: only JSON can be added to. */
function addedTo(file: string, text: string, column: Column): string {
  const read = readConfiguration(text)
  const isJson = !('problem' in read) || !/^it is not /.test(read.problem)
  if ('problem' in read && !isJson) throw new UsageError(`Cannot use the configuration ${file}: ${read.problem}`)
  return withColumn(text, column)
}

/** The text of `file`; `missing` when there is no such file. */
async function readText(file: string, missing?: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (missing !== undefined && code === 'ENOENT') return missing
    throw new UsageError(`Cannot read the configuration ${file}: ${message}`, { cause })
  }
}
