import { Store, type Readable } from '../../../components/workbench/store.ts';
import type { QuickAccess, QuickItem } from '../../../components/workbench/prompts/quick-access.ts';

export type QuickState = {
  readonly access: QuickAccess | null;
  readonly items: readonly QuickItem[];
  readonly active: number;
  readonly note: string | null;
  /** There is more to come: "nothing found" would be too early. */
  readonly busy: boolean;
};

const NOTHING: QuickState = { access: null, items: [], active: 0, note: null, busy: true };

export type QuickSearchDeps = { readonly offered: () => readonly QuickAccess[]; readonly onError: (error: unknown) => void };

/**
 * What is typed, sent to whoever has that prefix. Answers to an older text never show; those to the newest stay until
 * there are others, so that the list does not flicker while it is typed into.
 */
export class QuickSearch {
  private readonly deps: QuickSearchDeps;
  private readonly current = new Store<QuickState>(NOTHING);
  private running: AbortController | null = null;
  /** The selection was moved by hand: more results of the same text leave it where it is. */
  private chosenId: string | null = null;

  constructor(deps: QuickSearchDeps) {
    this.deps = deps;
  }

  get state(): Readable<QuickState> {
    return this.current;
  }

  search(text: string): void {
    this.running?.abort();
    const controller = new AbortController();
    this.running = controller;
    this.chosenId = null;
    const access = accessFor(this.deps.offered(), text);
    const before = this.current.get();
    if (before.access !== access) {
      before.access?.onSelect?.(null);
      this.current.set({ ...NOTHING, access });
    }
    if (access === null) return;
    const { signal } = controller;
    const show = (items: readonly QuickItem[], about: { readonly note?: string; readonly busy?: boolean } = {}): void => {
      if (!signal.aborted) this.show(items, about);
    };
    void (async () => access.find(text.slice(access.prefix.length), { show, signal }))()
      .catch((error: unknown) => {
        if (signal.aborted) return;
        this.deps.onError(error);
      })
      .finally(() => {
        if (!signal.aborted && this.current.get().busy) this.current.update((state) => ({ ...state, busy: false }));
      });
  }

  select(index: number): void {
    const { items, access } = this.current.get();
    const item = items[index];
    if (item === undefined) return;
    this.chosenId = item.id;
    this.current.update((state) => ({ ...state, active: index }));
    access?.onSelect?.(item);
  }

  dispose(): void {
    this.running?.abort();
    this.current.get().access?.onSelect?.(null);
  }

  private show(items: readonly QuickItem[], { note = null, busy = false }: { readonly note?: string | null; readonly busy?: boolean }): void {
    const active = Math.max(0, this.chosenId === null ? 0 : items.findIndex(({ id }) => id === this.chosenId));
    const { access } = this.current.get();
    this.current.set({ access, items, active, note, busy });
    access?.onSelect?.(items[active] ?? null);
  }
}

/** The one with the longest prefix that the text begins with. */
export function accessFor(offered: readonly QuickAccess[], text: string): QuickAccess | null {
  const fitting = offered.filter(({ prefix }) => text.startsWith(prefix));
  return fitting.toSorted((a, b) => b.prefix.length - a.prefix.length)[0] ?? null;
}
