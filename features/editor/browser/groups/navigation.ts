import type { EditorInput } from '../../../../components/workbench/editors/editors.ts';
import { Store, type Readable } from '../../../../components/workbench/store.ts';
import { tabId } from './tab.ts';

/** Where one was: a tab, and a place in its text where it has one; lines and columns from 1. */
export type Visit = { readonly group: string; readonly input: EditorInput; readonly line: number | null; readonly column: number | null };

/** A cursor that moves less is still at the same place. */
const NEAR_LINES = 10;
const MAX_VISITS = 50;

/** Places one was at, for going back and forward as in a browser. */
export class Navigation {
  private readonly store = new Store<{ readonly visits: readonly Visit[]; readonly at: number }>({ visits: [], at: -1 });

  /** Changes whenever `canGo` may. */
  get changes(): Readable<unknown> {
    return this.store;
  }

  /** One is here now: nearby it is the same visit, elsewhere a new one, and what was forward is forgotten. */
  visit(visit: Visit): void {
    const { visits, at } = this.store.get();
    const current = visits[at];
    if (current !== undefined && isNear(current, visit)) {
      this.store.set({ visits: visits.with(at, visit.line === null ? { ...visit, line: current.line, column: current.column } : visit), at });
      return;
    }
    const next = [...visits.slice(0, at + 1), visit].slice(-MAX_VISITS);
    this.store.set({ visits: next, at: next.length - 1 });
  }

  canGo(by: 1 | -1): boolean {
    const { visits, at } = this.store.get();
    return visits[at + by] !== undefined;
  }

  /** Where to go now; null: nowhere. */
  go(by: 1 | -1): Visit | null {
    const { visits, at } = this.store.get();
    const target = visits[at + by];
    if (target === undefined) return null;
    this.store.set({ visits, at: at + by });
    return target;
  }

  /** What tabs showed is called otherwise now. */
  mapInputs(change: (input: EditorInput) => EditorInput): void {
    this.store.update(({ visits, at }) => ({ visits: visits.map((visit) => ({ ...visit, input: change(visit.input) })), at }));
  }
}

function isNear(one: Visit, other: Visit): boolean {
  if (one.group !== other.group || tabId(one.input) !== tabId(other.input)) return false;
  return one.line === null || other.line === null || Math.abs(one.line - other.line) < NEAR_LINES;
}
