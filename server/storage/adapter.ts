import type { Collection, CollectionDeclaration } from './storage.ts';

/** What a database must offer; everything above it (schema version, migrations, the list of collections) is common. */
export interface Adapter {
  /** Makes the collection and the indexes of its declared fields when missing; fills a newly declared field in. */
  collection<Document extends object>(name: string, declaration: CollectionDeclaration<Document>): Promise<Collection<Document>>;
  close(): Promise<void>;
}
