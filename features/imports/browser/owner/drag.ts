import type { Taken } from './taken.ts';

const TYPE = 'application/x-atelier-source';

/** A folder or file of the source leaves with the pointer. */
export function beginDrag(data: DataTransfer, what: Taken): void {
  data.setData(TYPE, JSON.stringify(what));
  data.effectAllowed = 'move';
}

/** Whether what hangs over a target is one of ours; its content is told only when it is dropped. */
export function isOurs(data: DataTransfer): boolean {
  return data.types.includes(TYPE);
}

/** null: something else was dropped. */
export function droppedOf(data: DataTransfer): Taken | null {
  const text = data.getData(TYPE);
  if (text === '') return null;
  const { path, isFolder } = JSON.parse(text) as Taken;
  return typeof path === 'string' ? { path, isFolder: isFolder === true } : null;
}
