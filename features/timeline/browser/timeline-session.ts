import type { ContractRouterClient } from '@orpc/contract';

import { diffInput } from '../../../components/workbench/editors/editors.ts';
import type { TextRef } from '../../../components/workbench/editors/text-sources.ts';
import { defineSession } from '../../../components/workbench/session.ts';
import { Store } from '../../../components/workbench/store.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { MAX_EVENTS, timelineContract, type Timeline, type TimelineEvent, type Version } from '../contract.ts';

const PAGE = 200;
const OPEN_KEY = 'atelier.timeline.open';
/** As `version` of a text of ours: there was nothing. */
export const NOTHING = 'none';

export type Shown = Timeline & { readonly path: FilePath };

/** Which timeline is looked at: that of the file in front, or of what was asked for. */
export class TimelineSession {
  readonly isOpen: Store<boolean>;
  readonly path = new Store<FilePath | null>(null);
  /** null: not known yet. */
  readonly shown = new Store<Shown | null>(null);
  readonly error = new Store<unknown>(null);
  /** `first`: the next press chooses one of two to compare; an event: it was chosen. */
  readonly comparing = new Store<'first' | TimelineEvent | null>(null);
  readonly client: ContractRouterClient<typeof timelineContract>;
  readonly #workbench: Workbench;
  readonly #stops: (() => void)[];
  #following: AbortController | null = null;
  #limit = PAGE;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.client = workbench.connection.procedures('timeline', timelineContract);
    this.isOpen = new Store(localStorage.getItem(OPEN_KEY) === '1');
    const follow = (): void => this.#go(workbench.files.active.get());
    this.#stops = [workbench.files.active.subscribe(follow)];
    follow();
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    this.#following?.abort();
  }

  setOpen(isOpen: boolean): void {
    localStorage.setItem(OPEN_KEY, isOpen ? '1' : '0');
    this.isOpen.set(isOpen);
    this.#follow();
  }

  /** Of that file or folder, until another file comes in front. */
  show(path: FilePath): void {
    this.#go(path);
    this.#workbench.layout.showActivity('explorer');
    this.setOpen(true);
  }

  more(): void {
    const shown = this.shown.get();
    if (shown === null || !shown.hasMore || this.#limit >= MAX_EVENTS || shown.events.length < this.#limit) return;
    this.#limit = Math.min(MAX_EVENTS, this.#limit + PAGE);
    this.#follow();
  }

  /** A press on a version: what it changed; or the second of two that are compared. */
  press(event: TimelineEvent): void {
    const comparing = this.comparing.get();
    if (comparing === 'first') this.comparing.set(event);
    else if (comparing !== null) {
      this.comparing.set(null);
      const [older, newer] = comparing.atMs <= event.atMs ? [comparing, event] : [event, comparing];
      this.#diff(refOf(older), refOf(newer));
    } else this.#open(event);
  }

  compareWithFile(event: TimelineEvent): void {
    const path = event.kind === 'commit' ? (this.shown.get()?.path ?? event.path) : event.path;
    this.#diff(refOf(event), { source: 'file', path });
  }

  /** @returns what takes it back. @throws AtelierError */
  async restore(event: TimelineEvent): Promise<() => Promise<void>> {
    const path = this.#restored(event);
    const { undo } = await this.client.restore({ path, version: versionOf(event) });
    return async () => void (await this.client.undoRestore({ path, undo }));
  }

  /** The whole folder that is shown becomes what it was at that moment. @throws AtelierError */
  async restoreFolder(event: TimelineEvent): Promise<{ readonly changed: number; readonly removed: number; readonly leftOut: number; readonly undo: () => Promise<void> }> {
    const path = this.shown.get()?.path ?? event.path;
    const { undo, ...counts } = await this.client.restoreFolder({ path, to: event.kind === 'save' ? { kind: 'save', id: event.id } : { kind: 'commit', hash: event.hash } });
    return { ...counts, undo: async () => void (await this.client.undoFolder({ undo })) };
  }

  /** What a version would be restored as: a file that was renamed since keeps its name. */
  #restored(event: TimelineEvent): FilePath {
    const shown = this.shown.get();
    return shown === null || shown.is === 'folder' ? event.path : shown.path;
  }

  #open(event: TimelineEvent): void {
    const shown = this.shown.get();
    if (event.kind === 'commit' && event.change === null) {
      this.#workbench.editors.open.emit({ input: { kind: 'history', key: event.root, params: { root: event.root, hash: event.hash } } });
    } else if (event.kind === 'commit') {
      const left: TextRef = event.parent === null || event.change === 'added' ? nothingOf(event.path) : { source: 'git', path: event.from ?? event.path, version: event.parent };
      this.#diff(left, event.change === 'deleted' ? nothingOf(event.path) : refOf(event));
    } else {
      const at = shown?.events.indexOf(event) ?? -1;
      const before = shown?.events.slice(at + 1).find((other) => (shown.is === 'folder' ? other.kind === 'save' && other.path === event.path : true));
      this.#diff(before === undefined ? nothingOf(event.path) : refOf(before), refOf(event));
    }
    this.#workbench.layout.showEditor();
  }

  #diff(left: TextRef, right: TextRef): void {
    this.#workbench.editors.open.emit({ input: diffInput({ left, right }), preview: true });
  }

  #go(path: FilePath | null): void {
    if (path === null || path === this.path.get()) return;
    this.path.set(path);
    this.shown.set(null);
    this.error.set(null);
    this.comparing.set(null);
    this.#limit = PAGE;
    this.#follow();
  }

  /** The newest, for as long as it is looked at. */
  #follow(): void {
    this.#following?.abort();
    this.#following = null;
    const path = this.path.get();
    if (path === null || !this.isOpen.get()) return;
    const following = new AbortController();
    this.#following = following;
    void this.#read(path, following.signal);
  }

  async #read(path: FilePath, signal: AbortSignal): Promise<void> {
    try {
      for await (const _ of this.#workbench.connection.resuming((until) => this.client.watch({ path }, { signal: until }), { signal })) {
        const timeline = await this.client.list({ path, limit: this.#limit }, { signal });
        if (signal.aborted) return;
        this.error.set(null);
        this.shown.set({ path, ...timeline });
      }
    } catch (error) {
      if (!signal.aborted) this.error.set(fromWireError(error));
    }
  }
}

export const timelineSession = defineSession((workbench) => new TimelineSession(workbench));

/** The text of a version, for a comparison. The time is part of a save's, so that its name is known without asking. */
export function refOf(event: TimelineEvent): TextRef {
  return event.kind === 'save' ? { source: 'timeline', path: event.path, version: `${event.id}@${event.atMs}` } : { source: 'git', path: event.path, version: event.hash };
}

function nothingOf(path: FilePath): TextRef {
  return { source: 'timeline', path, version: NOTHING };
}

/** A commit that deleted a file gives back what it deleted. */
function versionOf(event: TimelineEvent): Version {
  if (event.kind === 'save') return { kind: 'save', id: event.id };
  const isGone = event.change === 'deleted' && event.parent !== null;
  return { kind: 'commit', hash: isGone ? (event.parent ?? event.hash) : event.hash, path: event.path };
}
