import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

import { ModuleId } from '../../../shared/ids.ts';
import { KeyedQueue } from '../../../shared/keyed-queue.ts';
import { MIB, MINUTE_MS } from '../../../shared/units.ts';
import type { Repositories } from '../../git/repositories.ts';
import type { Log } from '../../log.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import type { SettingDocument } from '../../storage/documents.ts';
import type { Storage, Stored } from '../../storage/storage.ts';
import { moduleName, originOf, readVolume } from '../plan.ts';
import { nextUid } from '../uid-counter.ts';
import { failure } from './working-copies.ts';

const SCRIPT = readFileSync(join(import.meta.dirname, 'refresh-copy.sh'), 'utf8');
const TIMEOUT_MS = 10 * MINUTE_MS;
const SETTING = 'read-copy:';

/** `at` is the commit it was brought to, '' for a module without any; null while it was never whole. */
const Note = z.object({ uid: z.number().int(), at: z.string().nullable(), name: z.string() });
type Note = z.infer<typeof Note>;

type Named = { readonly id: ModuleId; readonly slug: string; readonly projectSlug: string };

export type ReadCopiesDeps = {
  readonly storage: Pick<Storage, 'settings'>;
  readonly runtime: Pick<Runtime, 'runOnce' | 'removeVolumes'>;
  readonly repositories: Pick<Repositories, 'folder' | 'git' | 'has'>;
  readonly log: Log;
};

/**
 * The copies for those who may only read: one for each module, mounted read-only into every such workspace, of a uid
 * that no workspace has. Brought to the newest commit before a start and after each push, in place.
 */
export class ReadCopies {
  readonly #deps: ReadCopiesDeps;
  readonly #queue = new KeyedQueue();

  constructor(deps: ReadCopiesDeps) {
    this.#deps = deps;
  }

  /**
   * Whose each copy is, and the modules that there is none of because they have no repository. One that is there but
   * cannot be brought up to date now is used as it is. @throws AtelierError for a new one
   */
  async ensure(modules: readonly Named[], image: string): Promise<{ uids: Map<ModuleId, number>; absent: ModuleId[] }> {
    const found = await Promise.all(modules.map(async ({ id, ...module }) => ({ id, uid: await this.#ensureOne({ id, ...module }, image) })));
    return { uids: new Map(found.flatMap(({ id, uid }) => (uid === null ? [] : [[id, uid] as const]))), absent: found.flatMap(({ id, uid }) => (uid === null ? [id] : [])) };
  }

  /** After a push. Nothing happens for a module that nobody reads. */
  async refresh(module: Named, image: string): Promise<void> {
    if ((await this.#deps.storage.settings.get(SETTING + module.id)) !== null) await this.#ensureOne(module, image);
  }

  /** The modules that have a copy. */
  async known(): Promise<ModuleId[]> {
    const settings = await this.#deps.storage.settings.find();
    return settings.flatMap(({ id }) => {
      const moduleId = id.startsWith(SETTING) ? ModuleId.safeParse(id.slice(SETTING.length)) : null;
      return moduleId?.success === true ? [moduleId.data] : [];
    });
  }

  /** Copies of modules that are gone. One that is still mounted is removed at the next call. */
  async removeWithout(moduleIds: ReadonlySet<string>): Promise<void> {
    const { storage, runtime, log } = this.#deps;
    for (const moduleId of await this.known()) {
      if (moduleIds.has(moduleId)) continue;
      try {
        await runtime.removeVolumes([readVolume(moduleId)]);
        await storage.settings.delete(SETTING + moduleId);
      } catch (error) {
        log.warn({ err: error, moduleId }, 'The copy of a module that is gone could not be removed; it is tried again');
      }
    }
  }

  /** null: there is neither a copy nor a repository to make one of. */
  async #ensureOne(module: Named, image: string): Promise<number | null> {
    return this.#queue.run(module.id, async () => {
      const { setting, note } = await this.#note(module.id);
      if (note.at === null && !(await this.#deps.repositories.has(module.id))) return null;
      try {
        await this.#bring(module, { setting, note, image });
      } catch (error) {
        if (note.at === null) throw error;
        this.#deps.log.error({ err: error, moduleId: module.id }, 'The copy for readers could not be brought up to date');
      }
      return note.uid;
    });
  }

  async #bring(module: Named, { setting, note, image }: { setting: Stored<SettingDocument>; note: Note; image: string }): Promise<void> {
    const { runtime, repositories, storage } = this.#deps;
    const name = moduleName(module);
    const { stdout } = await repositories.git(module.id, ['rev-parse', '--quiet', '--verify', 'HEAD'], { allowExit: [1] });
    const at = stdout.toString('utf8').trim();
    if (note.at === at && note.name === name) return;
    const { exitCode, output } = await runtime.runOnce({
      image,
      uid: note.uid,
      mounts: [{ volume: readVolume(module.id), target: '/copy', readOnly: false }],
      readOnlyBinds: [{ source: repositories.folder(module.id), target: '/repository' }],
      command: ['/bin/bash', '-c', SCRIPT, 'refresh-copy', '/copy', '/repository', originOf(name)],
      timeoutMs: TIMEOUT_MS,
      maxOutputBytes: MIB,
    });
    if (exitCode !== 0) throw failure(output);
    const value = JSON.stringify({ uid: note.uid, at, name } satisfies Note);
    await storage.settings.replace(setting.id, setting.revision, { value });
  }

  async #note(moduleId: ModuleId): Promise<{ setting: Stored<SettingDocument>; note: Note }> {
    const { settings } = this.#deps.storage;
    const id = SETTING + moduleId;
    const present = await settings.get(id);
    if (present !== null) return { setting: present, note: Note.parse(JSON.parse(present.value)) };
    const note: Note = { uid: await nextUid(settings), at: null, name: '' };
    return { setting: await settings.insert(id, { value: JSON.stringify(note) }), note };
  }
}
