import { z } from 'zod';

const Kept = z.object({
  paths: z.array(z.string()).max(200).catch([]),
  active: z.string().nullable().catch(null),
  /** What Monaco says of cursor, selection, folds and scroll; opaque to us. */
  viewStates: z.record(z.string(), z.unknown()).catch({}),
});
type Kept = z.infer<typeof Kept>;

const MAX_VIEW_STATES = 50;

/**
 * Which files are open and where one was in them, per workspace. A tab remembers its own through a reload; a new
 * tab starts from what any tab did last.
 */
export class EditorMemory {
  private readonly key: string;
  private readonly stores: readonly Pick<Storage, 'getItem' | 'setItem'>[];
  private kept: Kept;

  /** `stores`: the first that holds something is read, all are written. */
  constructor(key: string, stores: readonly Pick<Storage, 'getItem' | 'setItem'>[]) {
    this.key = key;
    this.stores = stores;
    this.kept = parse(stores.map((store) => store.getItem(key)).find((text) => text !== null) ?? null);
  }

  read(): { readonly paths: readonly string[]; readonly active: string | null } {
    return this.kept;
  }

  write(open: { readonly paths: readonly string[]; readonly active: string | null }): void {
    this.store({ ...this.kept, paths: open.paths.slice(-200), active: open.active });
  }

  viewState(path: string): unknown {
    return this.kept.viewStates[path] ?? null;
  }

  setViewState(path: string, state: unknown): void {
    const { [path]: _, ...others } = this.kept.viewStates;
    const entries = [...Object.entries(others), [path, state] as const].slice(-MAX_VIEW_STATES);
    this.store({ ...this.kept, viewStates: Object.fromEntries(entries) });
  }

  moveViewState(from: string, to: string): void {
    const state = this.viewState(from);
    if (state !== null) this.setViewState(to, state);
  }

  private store(kept: Kept): void {
    this.kept = kept;
    const text = JSON.stringify(kept);
    for (const store of this.stores) store.setItem(this.key, text);
  }
}

function parse(text: string | null): Kept {
  try {
    return Kept.parse(JSON.parse(text ?? '{}'));
  } catch {
    // Not ours, or of another version: nothing was open.
    return Kept.parse({});
  }
}
