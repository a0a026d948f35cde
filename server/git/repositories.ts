import type { Readable } from 'node:stream';

import type { MemberId, ModuleId } from '../../shared/ids.ts';
import type { ModuleFacts } from '../../shared/projects.ts';

/** One ref that a push changed; forty zeros where it was not there before, or is not any more. */
export type RefChange = { readonly ref: string; readonly before: string; readonly after: string };

/** `memberId` is null where the server itself changed refs. */
export type Pushed = { readonly moduleId: ModuleId; readonly refs: readonly RefChange[]; readonly memberId: MemberId | null };

export type CommitToMake = {
  /** Relative paths with `/`; contents as they are. */
  readonly files: readonly { readonly path: string; readonly content: Buffer; readonly executable?: boolean }[];
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
};

export type GitOptions = {
  /** Default: 16 MiB; more is `too_large`. */
  readonly maxOutputBytes?: number;
  readonly input?: Buffer;
  /** Exit codes beside 0 that are an answer. */
  readonly allowExit?: readonly number[];
};

/**
 * The modules' bare repositories, the only ones the server runs git on. Each has the server's own configuration,
 * written anew when a process first uses it; nothing that was pushed is ever configuration.
 */
export interface Repositories {
  /** Absolute path of the bare repository, for read-only binds into one-off containers. */
  folder(moduleId: ModuleId): string;
  /** Makes an empty bare repository, HEAD at main, with the server's config; idempotent. */
  create(moduleId: ModuleId): Promise<void>;
  /** Writes the server's configuration where an older server's stands, once in a process. @throws AtelierError not_found: no repository */
  ready(moduleId: ModuleId): Promise<void>;
  /** Whether there is one, now: what was restored in part, or a disk that lost something, has not all of them. */
  has(moduleId: ModuleId): Promise<boolean>;
  /** Nothing happens where there is none. */
  remove(moduleId: ModuleId): Promise<void>;
  /**
   * Takes a git bundle (untrusted bytes; objects are checked) as the module's branches and tags, all or nothing.
   * HEAD follows the bundle's where there is no `main`.
   * @throws AtelierError invalid_input: no whole bundle, or objects that are refused; too_large; conflict: the repository has commits
   */
  receiveBundle(moduleId: ModuleId, bundle: Readable, options: { readonly maxBytes: number }): Promise<void>;
  /**
   * Commits a set of files on an empty repository (templates).
   * @returns the commit's hash
   * @throws AtelierError invalid_input: a path that git or a checkout would take for something else; conflict: not empty
   */
  commitFiles(moduleId: ModuleId, commit: CommitToMake): Promise<string>;
  /** Of the default branch; cached until the next push. */
  facts(moduleId: ModuleId): Promise<ModuleFacts>;
  /** What `facts` said last; null where nobody asked yet, or something was pushed since. Reads no file: for hundreds at once. */
  rememberedFacts(moduleId: ModuleId): ModuleFacts | null;
  /**
   * Plain git on the bare repository with the server's own configuration; bounded output, no hooks.
   * @throws AtelierError upstream_failed: a non-zero exit that is not allowed; too_large; timeout; not_found: no repository
   */
  git(moduleId: ModuleId, args: readonly string[], options?: GitOptions): Promise<{ exitCode: number; stdout: Buffer }>;
  /** After each accepted push (or server-side change): refs as git names them. Returns the function that ends it. */
  onPushed(listener: (pushed: Pushed) => void): () => void;
  /** Tell after a server-side change of refs. */
  pushed(pushed: Pushed): void;
  /** Packs what has piled up, when there is enough of it; soon, not now. */
  tidy(moduleId: ModuleId): void;
  /** Waits for what is under way; the housekeeping of repositories is ended. */
  close(): Promise<void>;
}
