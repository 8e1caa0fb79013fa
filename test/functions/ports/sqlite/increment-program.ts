import { openDatabase } from '../../../../functions/ports/sqlite/database.ts'

// Arguments: a database file and a number. Adds 1 so many times to what the barrier counts, reading before it writes.
const [path = '', times = '0'] = process.argv.slice(2)
const database = openDatabase(path)
for (let time = 0; time < Number(times); time++)
  database.transaction(() => {
    const passed = Number(database.get('SELECT passed FROM barrier')?.passed)
    database.run('UPDATE barrier SET passed = ?', passed + 1)
  })
database.close()
