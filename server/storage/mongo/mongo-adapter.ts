import { MongoClient, MongoServerError, type Collection as DriverCollection } from 'mongodb';

import { KeyedQueue } from '../../../shared/keyed-queue.ts';
import type { Adapter } from '../adapter.ts';
import { declaredFields, encode, type DeclaredFields } from '../encode.ts';
import type { Collection, CollectionDeclaration } from '../storage.ts';
import { toStorageError } from './errors.ts';
import { key, MongoCollection, type MongoRow } from './mongo-collection.ts';

const DEFAULT_DATABASE = 'atelier';
const NAMESPACE_NOT_FOUND = 26;
const SERVER_SELECTION_MS = 10_000;
/** Sequence numbers are microseconds since 1970: below 2^53 until the year 2255. */
const SEQ_PER_MS = 1000;

/**
 * Connects to the database named in the URI (`atelier` when it names none). The caller closes it.
 * @throws AtelierError unavailable
 */
export async function openMongo(uri: string): Promise<Adapter> {
  const client = new MongoClient(uri, {
    appName: 'atelier',
    ...(uri.includes('serverSelectionTimeoutMS') ? {} : { serverSelectionTimeoutMS: SERVER_SELECTION_MS }),
    // Acknowledged means: in the journal of the majority. A retry by the driver is exactly once where the server can do it.
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'local' },
    // A document is strings and numbers only; nothing is to be dropped or turned into another type in silence.
    ignoreUndefined: false,
    promoteValues: true,
  });
  try {
    await client.connect();
    const db = client.db(databaseOf(uri));
    await db.command({ ping: 1 });
    const queue = new KeyedQueue();
    return {
      async collection<Document extends object>(name: string, declaration: CollectionDeclaration<Document>): Promise<Collection<Document>> {
        const driver = db.collection<MongoRow>(name);
        try {
          await ensureIndexes(driver, declaration);
          return new MongoCollection<Document>({ driver, queue, nextSeq: await sequenceOf(driver) }, declaration);
        } catch (error) {
          throw toStorageError(error);
        }
      },
      async close() {
        await queue.idle();
        await client.close();
      },
    };
  } catch (error) {
    await client.close();
    throw toStorageError(error);
  }
}

function databaseOf(uri: string): string {
  const path = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]*)/.exec(uri)?.[1] ?? '';
  return path === '' ? DEFAULT_DATABASE : decodeURIComponent(path);
}

/** The clock orders insertions of several servers; within one, no two are equal and none goes back. */
async function sequenceOf(driver: DriverCollection<MongoRow>): Promise<() => number> {
  const newest = await driver.find({}, { projection: { seq: 1 } }).sort({ seq: -1 }).limit(1).next();
  let last = newest?.seq ?? 0;
  return () => {
    last = Math.max(Date.now() * SEQ_PER_MS, last + 1);
    return last;
  };
}

async function ensureIndexes(driver: DriverCollection<MongoRow>, declaration: DeclaredFields): Promise<void> {
  const present = new Set((await indexesOf(driver)).map((index) => index.name));
  const missing = declaredFields(declaration).filter((field) => !present.has(key(field)));
  if (missing.length > 0) await fillIn(driver, declaration);
  for (const field of missing) {
    await driver.createIndex({ [key(field)]: 1 }, { name: key(field), unique: declaration.unique.includes(field) });
  }
  if (!present.has('seq')) await driver.createIndex({ seq: 1 }, { name: 'seq' });
}

async function indexesOf(driver: DriverCollection<MongoRow>): Promise<{ name?: string }[]> {
  try {
    return (await driver.listIndexes().toArray()) as { name?: string }[];
  } catch (error) {
    // Of a collection that is not there, some servers answer with this error and some with an empty list.
    if (error instanceof MongoServerError && error.code === NAMESPACE_NOT_FOUND) return [];
    throw error;
  }
}

async function fillIn(driver: DriverCollection<MongoRow>, declaration: DeclaredFields): Promise<void> {
  for await (const row of driver.find({}, { projection: { body: 1 } })) {
    const { keys } = encode(JSON.parse(row.body) as object, declaration);
    const values = Object.fromEntries(Object.entries(keys).map(([field, value]) => [key(field), value]));
    if (Object.keys(values).length > 0) await driver.updateOne({ _id: row._id }, { $set: values });
  }
}
