import type { Documents } from './documents.ts';

export type { CollectionDeclaration } from './declaration.ts';

/**
 * The database behind one small interface, so that SQLite and MongoDB are each other's equal.
 * Everything a collection can be asked is here; there is no query language and no transaction over
 * several documents: use cases are written so that a crash between two writes is repaired at the next start.
 */
export type Stored<Document> = Document & {
  readonly id: string;
  /** Counts up by one with each replacement; what optimistic concurrency compares. */
  readonly revision: number;
};

export type Change<Document> = { type: 'inserted' | 'replaced'; document: Stored<Document> } | { type: 'deleted'; id: string };

/** Fields that are looked up by equality. Only declared ones, so that both adapters have the index. */
export type Equality<Document> = Partial<{ [Field in keyof Document]: string | number | boolean | null }>;

/** Ids compare as ASCII texts do. `ascending` begins with the lowest. */
export type Page = { readonly from: string | null; readonly order: 'ascending' | 'descending'; readonly limit: number };

export interface Collection<Document extends object> {
  get(id: string): Promise<Stored<Document> | null>;
  /** All that match, oldest insertion first. `where` may name declared (unique or lookup) fields only. */
  find(where?: Equality<Document>): Promise<Stored<Document>[]>;
  /** At most `limit` documents by id, from an id on, which itself is left out: what a log with counted ids is read by. */
  page(page: Page): Promise<Stored<Document>[]>;
  /** @throws AtelierError already_exists: the id or a unique field is taken */
  insert(id: string, document: Document): Promise<Stored<Document>>;
  /** @throws AtelierError conflict: another revision, or gone; already_exists: a unique field is taken */
  replace(id: string, revision: number, document: Document): Promise<Stored<Document>>;
  /** true if it was there. */
  delete(id: string): Promise<boolean>;
  /** Calls back after each acknowledged write of this process, in order. Returns the function that ends it. */
  watch(listener: (change: Change<Document>) => void): () => void;
}

export type Storage = { readonly [Name in keyof Documents]: Collection<Documents[Name]> } & {
  /** Every acknowledged write is durable; this only releases what is held. */
  close(): Promise<void>;
};
