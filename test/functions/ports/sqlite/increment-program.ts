import { openDatabase } from '../../../../functions/ports/sqlite/database.ts'

// Arguments: a database file and a number. Adds 1 so many times to the number in a row, reading it before it is written.
const [path = '', times = '0'] = process.argv.slice(2)
const database = openDatabase(path)
for (let time = 0; time < Number(times); time++)
  database.transaction(() => {
    const count = Number(database.get("SELECT fields FROM store_rows WHERE pk = 'count'")?.fields ?? 0)
    database.run("INSERT OR REPLACE INTO store_rows (pk, sk, fields) VALUES ('count', 'count', ?)", String(count + 1))
  })
database.close()
