import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'

/** The version of `SCHEMA`, stored in the database as `PRAGMA user_version`. Raise it with every change, and migrate in `initialize`. */
const SCHEMA_VERSION = 1

/**
 * Everything that the local adapters store. `store_rows` belongs to the store, `queue_messages` to the bus. The value of a row is `fields`,
 * JSON, and the bytes that it refers to (`functions/ports/store/sqlite.ts`). Times of messages are milliseconds since 1970; a message
 * may be received from `visible_at` on, and `receipt` names the receive that has it at present.
 */
const SCHEMA = `
  CREATE TABLE store_rows (
    pk TEXT NOT NULL,
    sk TEXT NOT NULL,
    due TEXT,
    fields TEXT NOT NULL,
    bytes BLOB,
    PRIMARY KEY (pk, sk)
  ) STRICT;
  CREATE INDEX store_rows_due ON store_rows (due, pk, sk) WHERE due IS NOT NULL;

  CREATE TABLE queue_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    receive_count INTEGER NOT NULL DEFAULT 0,
    receipt TEXT,
    receiver TEXT
  ) STRICT;
  CREATE INDEX queue_messages_visible ON queue_messages (queue, visible_at, id);

  CREATE TABLE barrier (id INTEGER PRIMARY KEY CHECK (id = 1), passed INTEGER NOT NULL) STRICT;
  INSERT INTO barrier VALUES (1, 0);
`

/** How long a write waits for another process's transaction. Transactions are synchronous and take milliseconds. */
const BUSY_TIMEOUT_MS = 10_000

export type Database = {
  readonly path: string
  /** Runs one statement and returns the number of rows that it changed. */
  run: (sql: string, ...values: SQLInputValue[]) => number
  /** The first row that a statement returns. */
  get: (sql: string, ...values: SQLInputValue[]) => SqlRow | undefined
  /** The rows that a statement returns, up to the one at which the caller stops. The caller must not await meanwhile: it holds a read transaction. */
  iterate: (sql: string, ...values: SQLInputValue[]) => Generator<SqlRow>
  /**
   * Runs `work`, which must be synchronous, in one transaction that no other writer interrupts, and returns its result; rolls back if
   * it throws. With `durable`, what it wrote and everything written before it, by any process, survives a power cut once this returns.
   */
  transaction: <T>(work: () => T, options?: { durable?: boolean }) => T
  /** Returns when everything written before, by any process, survives a power cut. */
  settle: () => void
  /** Settles what this process has written since it last did, and closes. */
  close: () => void
}

export type SqlRow = Record<string, SQLOutputValue>

/**
 * The SQLite database in the file `path`, which only its owner can read; created if it is missing. Any number of processes may have it
 * open. Throws when the file is not a database of this program, or was written by a newer version.
 *
 * The journal is a write-ahead log (WAL): readers never wait, writers wait for one another. A committed transaction is in the log when
 * the call returns, so that `kill -9` loses nothing. Ordinary commits do not wait for the disk (`synchronous=NORMAL`): after a power cut
 * the database is intact but may lack the last of them. The log is one file that is written in the order of the commits, so one durable
 * commit (`synchronous=FULL`, which calls fsync on the log) also makes all commits before it durable. Whoever announces something calls
 * `settle`, or sends it in a durable transaction, and pays for one fsync instead of one for each row; `close` does so for commands.
 */
export function openDatabase(path: string): Database {
  // SQLite gives its log the permissions of the database file, and would create that one readable by everybody.
  closeSync(openSync(path, 'a', 0o600))
  const sqlite = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
  const statements = new Map<string, StatementSync>()

  function statement(sql: string): StatementSync {
    const prepared = statements.get(sql) ?? sqlite.prepare(sql)
    statements.set(sql, prepared)
    return prepared
  }

  /** How many rows this connection has changed, and how many of these changes survive a power cut. */
  const changes = () => Number(statement('SELECT total_changes() AS changes').get()?.changes)
  let settled = 0

  function attempt<T>(work: () => T): T {
    try {
      return work()
    } catch (cause) {
      throw isSqliteError(cause) ? new Error(`Cannot use the database ${path}: ${cause.message}`, { cause }) : cause
    }
  }

  function transaction<T>(work: () => T, { durable = false } = {}): T {
    if (durable) sqlite.exec('PRAGMA synchronous = FULL')
    try {
      sqlite.exec('BEGIN IMMEDIATE')
      const result = work()
      // SQLite synchronizes the log only for a transaction that writes something.
      if (durable) statement('UPDATE barrier SET passed = passed + 1').run()
      sqlite.exec('COMMIT')
      if (durable) settled = changes()
      return result
    } catch (error) {
      if (sqlite.isTransaction) sqlite.exec('ROLLBACK')
      throw error
    } finally {
      if (durable) sqlite.exec('PRAGMA synchronous = NORMAL')
    }
  }

  const database: Database = {
    path,
    run: (sql, ...values) => attempt(() => Number(statement(sql).run(...values).changes)),
    get: (sql, ...values) => attempt(() => statement(sql).get(...values)),
    *iterate(sql, ...values) {
      const rows = attempt(() => statement(sql).iterate(...values))
      try {
        for (let next = attempt(() => rows.next()); !next.done; next = attempt(() => rows.next())) yield next.value
      } finally {
        rows.return?.()
      }
    },
    transaction: (work, options) => attempt(() => transaction(work, options)),
    settle: () => database.transaction(() => undefined, { durable: true }),
    close: () => {
      try {
        if (changes() !== settled) database.settle()
      } finally {
        sqlite.close()
      }
    },
  }

  try {
    attempt(() => initialize(sqlite, path, database.transaction))
  } catch (error) {
    sqlite.close()
    throw error
  }
  return database
}

function initialize(sqlite: DatabaseSync, path: string, transaction: Database['transaction']): void {
  const { version, used } = contentOf(sqlite)
  if (version > SCHEMA_VERSION)
    throw new Error(
      `Cannot open ${path}: its schema version is ${version}, written by a newer letterwatch; this one supports version ${SCHEMA_VERSION}`,
    )
  if (version === 0 && used) throw new Error(`Cannot open ${path}: it is the database of another program`)
  // On macOS only `fullfsync` reaches the disk; elsewhere it changes nothing.
  sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA fullfsync = ON')
  if (version === SCHEMA_VERSION) return
  const create = () => {
    if (!contentOf(sqlite).used) sqlite.exec(`${SCHEMA}; PRAGMA user_version = ${SCHEMA_VERSION}`)
  }
  transaction(create, { durable: true })
}

/** One statement, and so one state: another process may be creating the tables. */
function contentOf(sqlite: DatabaseSync): { version: number; used: boolean } {
  const found = sqlite
    .prepare('SELECT user_version, EXISTS (SELECT 1 FROM sqlite_schema) AS used FROM pragma_user_version')
    .get()
  return { version: Number(found?.user_version), used: found?.used === 1 }
}

/** Whether `error`, which a database threw, says that its file is damaged. */
export function isDamage(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return isSqliteError(cause) && [SQLITE_CORRUPT, SQLITE_NOTADB].includes(cause.errcode & 0xff)
}

const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

/** node:sqlite throws plain errors that carry SQLite's result code. */
const isSqliteError = (error: unknown): error is Error & { errcode: number } => error instanceof Error && 'errcode' in error
