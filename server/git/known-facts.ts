import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

import type { ModuleId } from '../../shared/ids.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import { ModuleFacts } from '../../shared/projects.ts';
import { gatherFacts, NO_FACTS, type Git } from './facts.ts';
import { readHead } from './refs-on-disk.ts';
import { replaceFile } from './replace-file.ts';

const FACTS_FILE = 'atelier-facts.json';
/** Each starts git a few times: the first look at five hundred repositories must leave the rest some air. */
const AT_ONCE = 3;

/** `ofHead` is the commit they were gathered from: a file that another commit left is not believed. */
const KeptFacts = z.object({ version: z.literal(1), ofHead: z.string().nullable(), facts: ModuleFacts });
type KeptFacts = z.infer<typeof KeptFacts>;

type Repository = { readonly folder: string; readonly git: Git };

/** What repositories hold: gathered once for each head, remembered here, and beside the repository for the next process. */
export class KnownFacts {
  readonly #known = new Map<ModuleId, KeptFacts>();
  readonly #gathering = new Map<string, Promise<ModuleFacts>>();
  readonly #pushes = new Map<ModuleId, number>();
  readonly #lanes = new KeyedQueue();
  #gathered = 0;

  /** As last gathered by this process; null where it did not yet, or something was pushed since. Reads nothing. */
  remembered(moduleId: ModuleId): ModuleFacts | null {
    return this.#known.get(moduleId)?.facts ?? null;
  }

  /** Something was pushed, or the repository is gone. */
  forget(moduleId: ModuleId): void {
    this.#pushes.set(moduleId, (this.#pushes.get(moduleId) ?? 0) + 1);
    this.#known.delete(moduleId);
  }

  /** As the repository's head is now, whoever moved it. @throws AtelierError as `Repositories.git` */
  async of(moduleId: ModuleId, repository: Repository): Promise<ModuleFacts> {
    const pushes = this.#pushes.get(moduleId);
    const head = await readHead(repository.folder);
    const known = this.#known.get(moduleId);
    if (known !== undefined && known.ofHead === head) return known.facts;
    const key = `${moduleId} ${head ?? ''} ${pushes ?? 0}`;
    const running = this.#gathering.get(key) ?? this.#gather(moduleId, { ...repository, head, pushes }).finally(() => this.#gathering.delete(key));
    this.#gathering.set(key, running);
    return running;
  }

  async #gather(moduleId: ModuleId, { folder, git, head, pushes }: Repository & { readonly head: string | null; readonly pushes: number | undefined }): Promise<ModuleFacts> {
    const kept = head === null ? await keptOfEmpty(folder) : await readKept(folder);
    const isKept = kept !== null && kept.ofHead === head;
    const facts = isKept ? kept.facts : await this.#lanes.run(String((this.#gathered += 1) % AT_ONCE), () => gatherFacts(git, head));
    // What was gathered while something was pushed is an answer, but nothing to remember.
    if (this.#pushes.get(moduleId) !== pushes) return facts;
    const keep: KeptFacts = { version: 1, ofHead: head, facts };
    this.#known.set(moduleId, keep);
    if (!isKept) await replaceFile(join(folder, FACTS_FILE), JSON.stringify(keep));
    return facts;
  }
}

/**
 * Without a head nothing says whether a file is of now: other branches come and go. Most such repositories are as they
 * were made, which is seen without starting git.
 */
async function keptOfEmpty(folder: string): Promise<KeptFacts | null> {
  const [heads, tags, objects, packs] = await Promise.all(['refs/heads', 'refs/tags', 'objects', 'objects/pack'].map((name) => namesIn(join(folder, name))));
  const isEmpty = heads?.length === 0 && tags?.length === 0 && packs?.length === 0 && objects?.every((name) => name === 'info' || name === 'pack');
  return isEmpty === true && (await namesIn(folder))?.includes('packed-refs') === false ? { version: 1, ofHead: null, facts: NO_FACTS } : null;
}

async function namesIn(folder: string): Promise<readonly string[] | null> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** null: there are none, or not as this version writes them; then they are gathered again. */
async function readKept(folder: string): Promise<KeptFacts | null> {
  const text = await readFile(join(folder, FACTS_FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return KeptFacts.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}
