import { writeSync } from 'node:fs'
import { openDatabase } from '../../../../functions/ports/sqlite/database.ts'
import { openSqliteStore } from '../../../../functions/ports/store/sqlite.ts'

// Arguments: a database file and a number. Appends so many rows to one partition, each with the number after the last, as a ledger
// appends its entries, and prints the number of each once it is accepted.
const [path = '', times = '0'] = process.argv.slice(2)
const database = openDatabase(path)
const store = openSqliteStore(database)

for (let accepted = 0; accepted < Number(times);) {
  let last = 0
  for await (const { sk } of store.query('ledger', { descending: true, limit: 1, fields: ['sk'] })) last = Number(sk)
  const sk = String(last + 1).padStart(8, '0')
  if (!(await store.insert({ pk: 'ledger', sk, by: process.pid, entry: new Uint8Array(500).fill(last) }))) continue
  writeSync(1, `${last + 1}\n`)
  accepted++
}
database.close()
