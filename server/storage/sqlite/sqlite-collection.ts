import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { AtelierError } from '../../../shared/errors.ts';
import { checkedId, decode, declaredFields, encode, encodeWhere, isStorableId, type Row } from '../encode.ts';
import type { Change, Collection, CollectionDeclaration, Equality, Page, Stored } from '../storage.ts';
import { Watchers } from '../watchers.ts';
import { toStorageError } from './errors.ts';
import type { GroupCommit } from './group-commit.ts';

export const column = (field: string): string => `"by_${field}"`;

type Written = { readonly type: 'inserted' | 'replaced'; readonly id: string; readonly revision: number; readonly body: string };
type Deps = { readonly db: DatabaseSync; readonly commits: GroupCommit; readonly name: string };

/** One table: the document as JSON text, and a column for each declared field. `seq` keeps the order of insertion. */
export class SqliteCollection<Document extends object> implements Collection<Document> {
  readonly #deps: Deps;
  readonly #declaration: CollectionDeclaration<Document>;
  readonly #statements = new Map<string, StatementSync>();
  readonly #watchers = new Watchers<Document>();

  constructor(deps: Deps, declaration: CollectionDeclaration<Document>) {
    this.#deps = deps;
    this.#declaration = declaration;
  }

  async get(id: string): Promise<Stored<Document> | null> {
    if (!isStorableId(id)) return null;
    const row = this.#read(() => this.#prepare(`SELECT id, revision, body FROM "${this.#deps.name}" WHERE id = ?`).get(id));
    return row === undefined ? null : toStored<Document>(row);
  }

  async find(where: Equality<Document> = {}): Promise<Stored<Document>[]> {
    const entries = encodeWhere(where, this.#declaration);
    const condition = entries.length === 0 ? '' : ` WHERE ${entries.map(([field]) => `${column(field)} = ?`).join(' AND ')}`;
    const statement = `SELECT id, revision, body FROM "${this.#deps.name}"${condition} ORDER BY seq`;
    const rows = this.#read(() => this.#prepare(statement).all(...entries.map(([, key]) => key)));
    return rows.map((row) => toStored<Document>(row));
  }

  async page({ from, order, limit }: Page): Promise<Stored<Document>[]> {
    const [sign, direction] = order === 'ascending' ? ['>', 'ASC'] : ['<', 'DESC'];
    const condition = from === null ? '' : ` WHERE id ${sign} ?`;
    const statement = `SELECT id, revision, body FROM "${this.#deps.name}"${condition} ORDER BY id ${direction} LIMIT ?`;
    const rows = this.#read(() => this.#prepare(statement).all(...(from === null ? [] : [from]), limit));
    return rows.map((row) => toStored<Document>(row));
  }

  async insert(id: string, document: Document): Promise<Stored<Document>> {
    const row = encode(document, this.#declaration);
    const fields = declaredFields(this.#declaration);
    const columns = ['id', 'revision', 'body', ...fields.map(column)];
    const statement = `INSERT INTO "${this.#deps.name}" (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    const values = [checkedId(id), 1, row.body, ...keysOf(row, fields)];
    return this.#write(() => {
      this.#prepare(statement).run(...values);
      return { type: 'inserted', id, revision: 1, body: row.body };
    });
  }

  async replace(id: string, revision: number, document: Document): Promise<Stored<Document>> {
    if (!isStorableId(id) || !Number.isSafeInteger(revision)) throw new AtelierError('conflict');
    const row = encode(document, this.#declaration);
    const fields = declaredFields(this.#declaration);
    const assignments = ['revision = revision + 1', 'body = ?', ...fields.map((field) => `${column(field)} = ?`)].join(', ');
    const statement = `UPDATE "${this.#deps.name}" SET ${assignments} WHERE id = ? AND revision = ?`;
    const values = [row.body, ...keysOf(row, fields), id, revision];
    return this.#write(() => {
      if (this.#prepare(statement).run(...values).changes === 0) throw new AtelierError('conflict');
      return { type: 'replaced', id, revision: revision + 1, body: row.body };
    });
  }

  async delete(id: string): Promise<boolean> {
    if (!isStorableId(id)) return false;
    return this.#deps.commits.write(
      () => this.#prepare(`DELETE FROM "${this.#deps.name}" WHERE id = ?`).run(id).changes !== 0,
      (deleted) => {
        if (deleted) this.#watchers.emit({ type: 'deleted', id });
      },
    );
  }

  watch(listener: (change: Change<Document>) => void): () => void {
    return this.#watchers.add(listener);
  }

  async #write(run: () => Written): Promise<Stored<Document>> {
    const written = await this.#deps.commits.write(run, ({ type, ...row }) =>
      this.#watchers.emit({ type, document: decode<Document>(row) }),
    );
    // Decoded again: the caller may change what it gets, the listeners keep what was written.
    return decode<Document>(written);
  }

  #read<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      throw toStorageError(error);
    }
  }

  #prepare(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#deps.db.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}

function keysOf(row: Row, fields: readonly string[]): string[] {
  return fields.map((field) => row.keys[field] ?? 'null');
}

function toStored<Document extends object>(row: Record<string, unknown>): Stored<Document> {
  return decode<Document>({ id: String(row['id']), revision: Number(row['revision']), body: String(row['body']) });
}
