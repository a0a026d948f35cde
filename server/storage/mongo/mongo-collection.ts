import type { Collection as DriverCollection, Filter } from 'mongodb';

import { AtelierError } from '../../../shared/errors.ts';
import type { KeyedQueue } from '../../../shared/keyed-queue.ts';
import { checkedId, decode, encode, encodeWhere, isStorableId, type Row } from '../encode.ts';
import type { Change, Collection, CollectionDeclaration, Equality, Page, Stored } from '../storage.ts';
import { Watchers } from '../watchers.ts';
import { toStorageError } from './errors.ts';

/** `seq` keeps the order of insertion; `by_<field>` are the declared fields. Every value is a string or a number. */
export type MongoRow = { _id: string; revision: number; seq: number; body: string; [key: `by_${string}`]: string };

export const key = (field: string): `by_${string}` => `by_${field}`;

type Deps = { readonly driver: DriverCollection<MongoRow>; readonly queue: KeyedQueue; readonly nextSeq: () => number };

export class MongoCollection<Document extends object> implements Collection<Document> {
  readonly #deps: Deps;
  readonly #declaration: CollectionDeclaration<Document>;
  readonly #watchers = new Watchers<Document>();

  constructor(deps: Deps, declaration: CollectionDeclaration<Document>) {
    this.#deps = deps;
    this.#declaration = declaration;
  }

  async get(id: string): Promise<Stored<Document> | null> {
    if (!isStorableId(id)) return null;
    const row = await answer(this.#deps.driver.findOne({ _id: id }));
    return row === null ? null : toStored<Document>(row);
  }

  async find(where: Equality<Document> = {}): Promise<Stored<Document>[]> {
    const filter: Filter<MongoRow> = Object.fromEntries(
      encodeWhere(where, this.#declaration).map(([field, value]) => [key(field), value]),
    );
    const rows = await answer(this.#deps.driver.find(filter).sort({ seq: 1 }).toArray());
    return rows.map((row) => toStored<Document>(row));
  }

  async page({ from, order, limit }: Page): Promise<Stored<Document>[]> {
    const ascending = order === 'ascending';
    const filter: Filter<MongoRow> = from === null ? {} : { _id: ascending ? { $gt: from } : { $lt: from } };
    const rows = await answer(this.#deps.driver.find(filter).sort({ _id: ascending ? 1 : -1 }).limit(limit).toArray());
    return rows.map((row) => toStored<Document>(row));
  }

  async insert(id: string, document: Document): Promise<Stored<Document>> {
    const row = encode(document, this.#declaration);
    const _id = checkedId(id);
    return this.#ordered(id, async () => {
      await answer(this.#deps.driver.insertOne({ _id, revision: 1, seq: this.#deps.nextSeq(), body: row.body, ...keysOf(row) }));
      this.#watchers.emit({ type: 'inserted', document: decode<Document>({ id, revision: 1, body: row.body }) });
      return decode<Document>({ id, revision: 1, body: row.body });
    });
  }

  async replace(id: string, revision: number, document: Document): Promise<Stored<Document>> {
    if (!isStorableId(id) || !Number.isSafeInteger(revision)) throw new AtelierError('conflict');
    const row = encode(document, this.#declaration);
    return this.#ordered(id, async () => {
      const next = { revision: revision + 1, body: row.body, ...keysOf(row) };
      const { matchedCount } = await answer(this.#deps.driver.updateOne({ _id: id, revision }, { $set: next }));
      if (matchedCount === 0) throw new AtelierError('conflict');
      this.#watchers.emit({ type: 'replaced', document: decode<Document>({ id, revision: revision + 1, body: row.body }) });
      return decode<Document>({ id, revision: revision + 1, body: row.body });
    });
  }

  async delete(id: string): Promise<boolean> {
    if (!isStorableId(id)) return false;
    return this.#ordered(id, async () => {
      const { deletedCount } = await answer(this.#deps.driver.deleteOne({ _id: id }));
      if (deletedCount !== 0) this.#watchers.emit({ type: 'deleted', id });
      return deletedCount !== 0;
    });
  }

  watch(listener: (change: Change<Document>) => void): () => void {
    return this.#watchers.add(listener);
  }

  /** Acknowledgements may overtake each other on several connections; the writes to one document must not. */
  #ordered<Result>(id: string, task: () => Promise<Result>): Promise<Result> {
    return this.#deps.queue.run(`${this.#deps.driver.collectionName}/${id}`, task);
  }
}

async function answer<Result>(request: Promise<Result>): Promise<Result> {
  try {
    return await request;
  } catch (error) {
    throw toStorageError(error);
  }
}

function keysOf(row: Row): Record<`by_${string}`, string> {
  return Object.fromEntries(Object.entries(row.keys).map(([field, value]) => [key(field), value]));
}

function toStored<Document extends object>(row: MongoRow): Stored<Document> {
  return decode<Document>({ id: row._id, revision: row.revision, body: row.body });
}
