import { Store, type Readable } from '../../../../components/workbench/store.ts';
import type { AtelierError } from '../../../../shared/errors.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import type { WorkspaceView } from '../../contract.ts';
import { workspaceOf } from './find-workspace.ts';

/** What the page at `/w/<workspace>` knows of its workspace. */
export type OpeningState =
  | { readonly phase: 'looking' }
  | { readonly phase: 'missing' }
  | { readonly phase: 'unreachable'; readonly error: AtelierError }
  | { readonly phase: 'known'; readonly workspace: WorkspaceView };

/** What a workbench is made from. */
export type OpenedWorkspace = Pick<WorkspaceView, 'id' | 'name' | 'capabilities' | 'modules'>;

export type OpeningDeps = {
  /** The name or the id in the address. */
  readonly wanted: string;
  /** Receives the member's workspaces again after every change until the signal aborts. @throws AtelierError */
  readonly follow: (receive: (workspaces: readonly WorkspaceView[]) => void, signal: AbortSignal) => Promise<unknown>;
  readonly start: (workspace: WorkspaceView) => Promise<WorkspaceView>;
  readonly onSignedOut: () => void;
};

/**
 * Finds the workspace of the address, starts it when it is stopped, and follows it. Started by itself only once:
 * what stops later was stopped by someone. Lives outside React; `dispose()` is its owner's.
 */
export class WorkspaceOpening {
  private readonly deps: OpeningDeps;
  private readonly current = new Store<OpeningState>({ phase: 'looking' });
  private readonly shown = new Store<OpenedWorkspace | null>(null);
  private readonly problem = new Store<AtelierError | null>(null);
  private readonly stop = new AbortController();
  private wasStarted = false;

  constructor(deps: OpeningDeps) {
    this.deps = deps;
    void this.run();
  }

  get state(): Readable<OpeningState> {
    return this.current;
  }

  /**
   * What is open: from when the workspace first ran, also while it does not run later. The same object until something of
   * it changes: `state` is another one with every figure of use, and a workbench must not be rendered for that.
   */
  get opened(): Readable<OpenedWorkspace | null> {
    return this.shown;
  }

  /** Why the last start was refused; null while there is nothing to say. */
  get refusal(): Readable<AtelierError | null> {
    return this.problem;
  }

  async start(): Promise<void> {
    const state = this.current.get();
    if (state.phase !== 'known') return;
    this.wasStarted = true;
    this.problem.set(null);
    try {
      this.receiveOne(await this.deps.start(state.workspace));
    } catch (error) {
      this.problem.set(fromWireError(error));
    }
  }

  /** Looks again after the stream of workspaces broke for good. */
  retry(): void {
    if (this.current.get().phase === 'unreachable') void this.run();
  }

  dispose(): void {
    this.stop.abort();
  }

  private async run(): Promise<void> {
    if (this.current.get().phase !== 'known') this.current.set({ phase: 'looking' });
    try {
      await this.deps.follow((workspaces) => this.receive(workspaces), this.stop.signal);
    } catch (error) {
      if (this.stop.signal.aborted) return;
      const failure = fromWireError(error);
      if (this.current.get().phase === 'known') return; // the connection to the workspace says what is wrong
      if (failure.code === 'not_signed_in') this.deps.onSignedOut();
      else this.current.set({ phase: 'unreachable', error: failure });
    }
  }

  private receive(workspaces: readonly WorkspaceView[]): void {
    const state = this.current.get();
    const wanted = state.phase === 'known' ? state.workspace.id : this.deps.wanted;
    const found = workspaceOf(wanted, workspaces);
    if (found !== null) return this.receiveOne(found);
    this.current.set({ phase: 'missing' });
    this.shown.set(null);
  }

  private receiveOne(workspace: WorkspaceView): void {
    this.current.set({ phase: 'known', workspace });
    if (workspace.state.phase === 'stopped' && !this.wasStarted) void this.start();
    if (workspace.state.phase === 'running') this.wasStarted = true;
    if (workspace.state.phase === 'running' || this.shown.get() !== null) this.shown.update((before) => unlessSame(before, workspace));
  }
}

function unlessSame(before: OpenedWorkspace | null, { id, name, capabilities, modules }: WorkspaceView): OpenedWorkspace {
  const isSame = before !== null && before.id === id && before.name === name && before.capabilities.join() === capabilities.join() && JSON.stringify(before.modules) === JSON.stringify(modules);
  return isSame ? before : { id, name, capabilities, modules };
}
