import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { Adapter } from '../adapter.ts';
import { declaredFields, encode, type DeclaredFields } from '../encode.ts';
import type { Collection, CollectionDeclaration } from '../storage.ts';
import { GroupCommit } from './group-commit.ts';
import { column, SqliteCollection } from './sqlite-collection.ts';

export const SQLITE_FILE = 'atelier.sqlite';
const BUSY_TIMEOUT_MS = 5000;

/** Opens (or makes, readable by its owner only) the database in the data folder. The caller closes it. */
export function openSqlite(dataFolder: string): Adapter {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const file = join(dataFolder, SQLITE_FILE);
  // SQLite gives its -wal and -shm files the mode of the database.
  closeSync(openSync(file, 'a', 0o600));
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    // FULL: the WAL is synced at each commit, so that what was acknowledged survives a power cut.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  } catch (error) {
    db.close();
    throw error;
  }
  const commits = new GroupCommit(db);
  return {
    async collection<Document extends object>(name: string, declaration: CollectionDeclaration<Document>): Promise<Collection<Document>> {
      ensureTable({ db, name, declaration });
      return new SqliteCollection<Document>({ db, commits, name }, declaration);
    },
    async close() {
      if (!db.isOpen) return;
      commits.close();
      db.close();
    },
  };
}

type Table = { readonly db: DatabaseSync; readonly name: string; readonly declaration: DeclaredFields };

/** Names come from the declarations in the source, never from input. */
function ensureTable({ db, name, declaration }: Table): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec(
      `CREATE TABLE IF NOT EXISTS "${name}" (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, body TEXT NOT NULL) STRICT`,
    );
    const present = new Set(db.prepare(`PRAGMA table_info("${name}")`).all().map((row) => `"${String(row['name'])}"`));
    const missing = declaredFields(declaration).filter((field) => !present.has(column(field)));
    for (const field of missing) db.exec(`ALTER TABLE "${name}" ADD COLUMN ${column(field)} TEXT NOT NULL DEFAULT 'null'`);
    if (missing.length > 0) fillIn({ db, name, declaration }, missing);
    for (const field of declaration.unique) db.exec(`CREATE UNIQUE INDEX IF NOT EXISTS "${name}.${field}" ON "${name}" (${column(field)})`);
    for (const field of declaration.lookup) db.exec(`CREATE INDEX IF NOT EXISTS "${name}.${field}" ON "${name}" (${column(field)})`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function fillIn({ db, name, declaration }: Table, fields: readonly string[]): void {
  const update = db.prepare(`UPDATE "${name}" SET ${fields.map((field) => `${column(field)} = ?`).join(', ')} WHERE seq = ?`);
  for (const row of db.prepare(`SELECT seq, body FROM "${name}"`).all()) {
    const { keys } = encode(JSON.parse(String(row['body'])) as object, declaration);
    update.run(...fields.map((field) => keys[field] ?? 'null'), Number(row['seq']));
  }
}
