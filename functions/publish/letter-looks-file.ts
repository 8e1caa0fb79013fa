import { letterLooksPath } from '../../shared/pages/paths.ts'
import type { RecordFile } from '../../shared/record.ts'
import { lookTimes } from '../archive/check-books.ts'
import type { Table } from '../archive/table.ts'

/** When each letter of a column was last looked at and last read whole: letters that share both stand together. */
export async function* letterLooksFile(column: string, table: Table): AsyncGenerator<RecordFile> {
  const times = await lookTimes(table, column)
  if (times.length === 0) return
  const groups = Map.groupBy(times, ({ checkedAt = '', readAt = '' }) => `${checkedAt} ${readAt}`)
  const looks = [...groups.values()].map((letters) => ({
    checkedAt: letters[0]?.checkedAt ?? null,
    readAt: letters[0]?.readAt ?? null,
    letters: letters.map(({ letter }) => letter),
  }))
  yield { path: letterLooksPath(column), body: `${JSON.stringify({ column, looks })}\n` }
}
