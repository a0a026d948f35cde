import { NO_LINK, recordId, seal, type Link } from '../audit/chain.ts';
import type { Adapter } from './adapter.ts';
import { COLLECTIONS, type SettingDocument } from './documents.ts';
import type { Collection } from './storage.ts';

/**
 * The shape of what is kept, counted up by one with each change that old documents must be rewritten for.
 * (A newly declared unique or lookup field needs no migration: the adapters fill it in.)
 */
export const SCHEMA_VERSION = 2;
export const SCHEMA_SETTING = 'schema-version';

/**
 * Takes the data from `version - 1` to `version`. A crash may come at any write and the migration then runs
 * again from its start, so it must do no harm to what it has already rewritten.
 */
export type Migration = { readonly version: number; run(adapter: Adapter): Promise<void> };

export const MIGRATIONS: readonly Migration[] = [{ version: 2, run: toVersion2 }];

/** The data belongs to a newer program. Nothing was changed. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';

  constructor(found: number, known: number) {
    super(
      `The data was written by a newer version of Atelier (schema ${found}; this version knows schema ${known} and older). ` +
        'Start that newer version, or restore a backup made with this one.',
    );
  }
}

/**
 * Brings the data to the version that the program knows; new data gets it at once.
 * @throws NewerSchemaError before anything is touched
 */
export async function migrate(
  adapter: Adapter,
  settings: Collection<SettingDocument>,
  { version, migrations }: { version: number; migrations: readonly Migration[] } = { version: SCHEMA_VERSION, migrations: MIGRATIONS },
): Promise<void> {
  let stored = await settings.get(SCHEMA_SETTING);
  if (stored === null) {
    await settings.insert(SCHEMA_SETTING, { value: String(version) });
    return;
  }
  const found = Number(stored.value);
  if (!Number.isSafeInteger(found) || found > version) throw new NewerSchemaError(found, version);
  const pending = migrations.filter((migration) => migration.version > found).toSorted((a, b) => a.version - b.version);
  for (const migration of pending) {
    await migration.run(adapter);
    stored = await settings.replace(SCHEMA_SETTING, stored.revision, { value: String(migration.version) });
  }
}

async function toVersion2(adapter: Adapter): Promise<void> {
  await addMemberFields(adapter);
  await addWorkspaceFields(adapter);
  await chainAudit(adapter);
}

/** Records of version 1 had random ids and no hashes: each is written again as a link, in order, before it goes. */
async function chainAudit(adapter: Adapter): Promise<void> {
  const audit = await adapter.collection('audit', COLLECTIONS.audit);
  const records = await audit.find();
  let head: Link = records.findLast(({ hash }) => hash !== undefined) ?? NO_LINK;
  for (const { id, revision: _revision, ...record } of records.filter(({ hash }) => hash === undefined)) {
    const next = seal({ ...record, number: head.number + 1, previousHash: head.hash });
    await audit.insert(recordId(next.number), next);
    await audit.delete(id);
    head = next;
  }
}

/** Members of version 1 were active and had a password; nothing else about them was kept. */
async function addMemberFields(adapter: Adapter): Promise<void> {
  const members = await adapter.collection('members', COLLECTIONS.members);
  const added = { removedAtMs: null, quota: null, limits: null, totp: null, oidcAccount: null, edition: 0 };
  for (const { id, revision, ...member } of await members.find()) {
    await members.replace(id, revision, { ...added, ...member });
  }
}

/** Workspaces of version 1 held no modules and were nobody's but their member's. */
async function addWorkspaceFields(adapter: Adapter): Promise<void> {
  const workspaces = await adapter.collection('workspaces', COLLECTIONS.workspaces);
  const added = { holds: [], copies: [], made: null, visit: null };
  for (const { id, revision, ...workspace } of await workspaces.find()) {
    await workspaces.replace(id, revision, { ...added, ...workspace });
  }
}
