import type { AgentConfig, Root } from '../../shared/agent-protocol.ts';
import { AtelierError } from '../../shared/errors.ts';
import { pathToBytes, type FilePath } from '../../shared/file-path.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import { onlyLooking } from './looking.ts';
import { gitIn, type Git } from './run-git.ts';

export type RepositoryRoot = Pick<Root, 'path' | 'name' | 'readOnly' | 'proposesTo'>;

/** The working copy of one module. */
export type Repository = {
  readonly root: RepositoryRoot;
  /** As the member's terminal has it, hooks and filters and all: for what the member asked to be done. */
  readonly git: Git;
  /** For looking: runs nothing that the repository's configuration names, and takes paths as they are written. */
  readonly look: Git;
};

/** A file of a repository: its name below the root as git prints it, bytes that are not UTF-8 included. */
export type RepositoryFile = { readonly repository: Repository; readonly path: FilePath; readonly name: Buffer };

/**
 * The working copies of this workspace, shared by every feature that runs git: one change at a time for each of them,
 * after which whoever listens looks again. Looking waits for nobody.
 */
export class Repositories {
  readonly all: readonly Repository[];
  readonly #queue = new KeyedQueue();
  readonly #listeners = new Set<(root: string) => void>();

  constructor({ roots, env }: Pick<AgentConfig, 'roots' | 'env'>) {
    this.all = roots.filter(({ kind }) => kind === 'module').map((root) => {
      const git = gitIn(root.path, env);
      return { root, git, look: onlyLooking(git) };
    });
  }

  /** Those that the member may change. */
  get writable(): readonly Repository[] {
    return this.all.filter(({ root }) => !root.readOnly);
  }

  /** @throws AtelierError not_found: no module of this workspace */
  of(root: string): Repository {
    const found = this.all.find((repository) => repository.root.path === root);
    if (found === undefined) throw new AtelierError('not_found');
    return found;
  }

  /** The file in the module that it is in. @throws AtelierError not_found: it is in none */
  file(path: FilePath): RepositoryFile {
    const repository = this.all.find(({ root }) => path.startsWith(`${root.path}/`));
    if (repository === undefined) throw new AtelierError('not_found');
    return { repository, path, name: Buffer.from(pathToBytes(path.slice(repository.root.path.length + 1))) };
  }

  /** Several files of one module, their names each ended by NUL: for `--pathspec-from-file=- --pathspec-file-nul`, `--stdin -z`. @throws AtelierError invalid_input: of another */
  names(repository: Repository, paths: readonly FilePath[]): Buffer {
    return Buffer.concat(paths.flatMap((path) => {
      const file = this.file(path);
      if (file.repository !== repository) throw new AtelierError('invalid_input', { field: 'paths' });
      return [file.name, NUL];
    }));
  }

  /**
   * One at a time for a module; then whoever listens is told, whether it worked or not.
   * @throws AtelierError not_found: no module of this workspace; read_only: one that the member only reads
   */
  async change<Result>(root: string, work: (repository: Repository) => Promise<Result>): Promise<Result> {
    const repository = this.of(root);
    if (repository.root.readOnly) throw new AtelierError('read_only');
    return await this.#queue.run(root, () => work(repository)).finally(() => this.#listeners.forEach((listener) => listener(root)));
  }

  /** Calls back with a module's root after every change through `change`. Returns the function that ends it. */
  onChange(listener: (root: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

const NUL = Buffer.from([0]);
