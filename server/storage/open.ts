import type { Adapter } from './adapter.ts';
import { COLLECTIONS, type Documents } from './documents.ts';
import { migrate } from './migrations.ts';
import { openSqlite } from './sqlite/sqlite-adapter.ts';
import type { Collection, Storage } from './storage.ts';

/**
 * SQLite in the data folder, or MongoDB when a URI is given. The data is migrated. The caller closes it.
 * @throws AtelierError unavailable: MongoDB does not answer
 * @throws NewerSchemaError the data was written by a newer program
 */
export async function openStorage({ dataFolder, mongoUri }: { dataFolder: string; mongoUri?: string | undefined }): Promise<Storage> {
  const adapter = mongoUri === undefined ? openSqlite(dataFolder) : await openMongo(mongoUri);
  try {
    // The version first: data of a newer program is left as it is.
    const settings = await adapter.collection('settings', COLLECTIONS.settings);
    await migrate(adapter, settings);
    return { ...(await collections(adapter)), settings, close: () => adapter.close() };
  } catch (error) {
    await adapter.close();
    throw error;
  }
}

/** Only where it is used: MongoDB's driver takes 18 MB of memory and a seventh of a second. */
async function openMongo(uri: string): Promise<Adapter> {
  return await (await import('./mongo/mongo-adapter.ts')).openMongo(uri);
}

async function collections(adapter: Adapter): Promise<{ [Name in Exclude<keyof Documents, 'settings'>]: Collection<Documents[Name]> }> {
  return {
    members: await adapter.collection('members', COLLECTIONS.members),
    sessions: await adapter.collection('sessions', COLLECTIONS.sessions),
    workspaces: await adapter.collection('workspaces', COLLECTIONS.workspaces),
    images: await adapter.collection('images', COLLECTIONS.images),
    audit: await adapter.collection('audit', COLLECTIONS.audit),
    invitations: await adapter.collection('invitations', COLLECTIONS.invitations),
    resets: await adapter.collection('resets', COLLECTIONS.resets),
    tokens: await adapter.collection('tokens', COLLECTIONS.tokens),
    remoteKeys: await adapter.collection('remoteKeys', COLLECTIONS.remoteKeys),
    preferences: await adapter.collection('preferences', COLLECTIONS.preferences),
    projects: await adapter.collection('projects', COLLECTIONS.projects),
    modules: await adapter.collection('modules', COLLECTIONS.modules),
    grants: await adapter.collection('grants', COLLECTIONS.grants),
    reaches: await adapter.collection('reaches', COLLECTIONS.reaches),
    services: await adapter.collection('services', COLLECTIONS.services),
    keptCopies: await adapter.collection('keptCopies', COLLECTIONS.keptCopies),
    imports: await adapter.collection('imports', COLLECTIONS.imports),
    proposals: await adapter.collection('proposals', COLLECTIONS.proposals),
    reviewComments: await adapter.collection('reviewComments', COLLECTIONS.reviewComments),
  };
}
