import type { ContractRouterClient } from '@orpc/contract';

import type { FileMark } from '../../../components/workbench/menus.ts';
import { defineSession } from '../../../components/workbench/session.ts';
import { Signal, Store } from '../../../components/workbench/store.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { gitContract, type ChangedFile, type ModuleStatus } from '../contract.ts';
import { LETTERS, TONES } from './change-look.ts';
import type { GitWords } from './words.ts';

/** Source control of one workbench: where its modules stand, and what is being written about them. */
export class GitSession {
  /** null: not known yet. */
  readonly modules = new Store<readonly ModuleStatus[] | null>(null);
  /** Files that changed in all modules. */
  readonly count = new Store(0);
  readonly error = new Store<unknown>(null);
  /** What is typed, by module: it survives another view in front. */
  readonly messages = new Store<Readonly<Record<string, string>>>({});
  /** Groups, lists and folders that are folded, by a key of their own. */
  readonly folded = new Store<ReadonlySet<string>>(new Set());
  /** How changed files stand, for tree and tabs. */
  readonly marks = new Store<ReadonlyMap<FilePath, FileMark>>(new Map());
  /** The member's language, once the workbench is drawn. */
  readonly words = new Store<GitWords | null>(null);
  /** Asks for a dialog: all is committed though nothing is staged? */
  readonly asked = new Store<Question | null>(null);
  /** Whether every line of a file says who wrote it. */
  readonly blamed = new Store(false);
  /** Somebody wants to write a message. */
  readonly focusMessage = new Signal<{ readonly root: FilePath }>();
  readonly client: ContractRouterClient<typeof gitContract>;
  readonly workbench: Workbench;
  private readonly abort = new AbortController();
  private readonly stops: (() => void)[] = [];

  constructor(workbench: Workbench) {
    this.workbench = workbench;
    this.client = workbench.connection.procedures('git', gitContract);
    const mark = (): void => this.mark();
    this.stops.push(this.modules.subscribe(mark), this.words.subscribe(mark));
    void this.follow();
  }

  dispose(): void {
    this.abort.abort();
    for (const stop of this.stops) stop();
  }

  get canWrite(): boolean {
    return this.workbench.capabilities.has('files.write');
  }

  /** Whether the member may change the module that the path is, or is in. */
  mayChange(path: FilePath): boolean {
    const access = this.moduleOf(path)?.access ?? 'read';
    return this.canWrite && access !== 'read';
  }

  write(root: string, message: string): void {
    this.messages.update((known) => ({ ...known, [root]: message }));
  }

  fold(key: string): void {
    this.folded.update((known) => new Set(known.has(key) ? [...known].filter((other) => other !== key) : [...known, key]));
  }

  moduleOf(path: FilePath): ModuleStatus | null {
    return this.modules.get()?.find(({ root }) => path === root || path.startsWith(`${root}/`)) ?? null;
  }

  changeOf(path: FilePath): ChangedFile | null {
    return this.moduleOf(path)?.changes.find((change) => change.path === path) ?? null;
  }

  /** Asks the server what is new. One that does not answer changes nothing: `Get` will say why. */
  refresh(): void {
    for (const { root, problem } of this.modules.get() ?? []) if (problem === null && this.mayChange(root)) void this.client.refresh({ root }).catch(() => undefined);
  }

  private async follow(): Promise<void> {
    const { signal } = this.abort;
    try {
      for await (const modules of this.workbench.connection.resuming((until) => this.client.watch(undefined, { signal: until }), { signal })) {
        this.error.set(null);
        this.modules.set(modules);
        this.count.set(modules.reduce((sum, { changeCount }) => sum + changeCount, 0));
      }
    } catch (error) {
      this.error.set(fromWireError(error));
    }
  }

  private mark(): void {
    const words = this.words.get();
    const changes = this.modules.get()?.flatMap((module) => module.changes) ?? [];
    if (words === null || (changes.length === 0 && this.marks.get().size === 0)) return;
    this.marks.set(new Map(changes.map(({ path, kind }) => [path, { letter: LETTERS[kind], tone: TONES[kind], label: words.t(`kind.${kind}`) }])));
  }
}

export type Question = { readonly kind: 'commitAll' | 'markers' | 'undoSent'; readonly root: FilePath; readonly count: number; readonly path: string; readonly answer: (yes: boolean) => void };

export const gitSession = defineSession((workbench) => new GitSession(workbench));
