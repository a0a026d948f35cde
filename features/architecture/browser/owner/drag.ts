import { Store } from '../../../../components/workbench/store.ts';
import type { MemberId, ModuleId } from '../../../../shared/ids.ts';
import type { GrantAccess } from '../../../../shared/projects.ts';

/** A member on the way to a module, by mouse, pen or finger. */
export type Drag = { readonly memberId: MemberId; readonly x: number; readonly y: number; readonly over: { readonly moduleId: ModuleId; readonly half: GrantAccess } | null };

export const STARTS_AFTER_PX = 4;

/** Whose place on the screen a point is in: a card carries its module's id, its left half reads, its right half writes. */
export function targetAt(x: number, y: number): Drag['over'] {
  const card = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-module]');
  if (card === null || card === undefined) return null;
  const { left, width } = card.getBoundingClientRect();
  return { moduleId: card.dataset['module'] as ModuleId, half: x < left + width / 2 ? 'read' : 'write' };
}

export type DragStore = Store<Drag | null>;

export function createDragStore(): DragStore {
  return new Store<Drag | null>(null);
}
