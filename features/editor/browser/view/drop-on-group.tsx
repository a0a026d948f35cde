'use client';

import { useState, type DragEvent, type RefObject } from 'react';

import { hasFiles } from '../../../../components/workbench/bring-files.ts';
import { DRAGGED_PATHS } from '../../../../components/workbench/menus.ts';
import { baseName, FilePath, parentPath } from '../../../../shared/file-path.ts';
import { editorSession, type EditorSession } from '../editor-session.ts';
import type { TabPlace } from '../groups/tab.ts';
import { zoneOf, type Zone } from '../groups/zone.ts';

/** `DataTransfer` type of a tab that is dragged: `TabPlace` as JSON. */
export const DRAGGED_TAB = 'application/x-atelier-tab';

/** Of many files that are dropped at once, so many are opened. */
const MAX_OPENED = 10;

/** What happens when tabs and files are dragged onto a group's body. */
export function useDropOn(group: string, body: RefObject<HTMLElement | null>) {
  const session = editorSession.use();
  const [zone, setZone] = useState<Zone | null>(null);
  const zoneAt = (event: DragEvent): Zone | null => {
    const box = body.current?.getBoundingClientRect();
    if (box === undefined || !(isOurs(event) || takesFiles(session, event)) || event.clientY < box.top) return null;
    return zoneOf({ x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height });
  };
  const handlers = {
    onDragOverCapture: (event: DragEvent) => {
      const next = zoneAt(event);
      setZone(next);
      if (next === null) return;
      // The text below would take it for something to be inserted.
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = event.dataTransfer.types.includes(DRAGGED_TAB) && !event.ctrlKey ? 'move' : 'copy';
    },
    onDragLeave: (event: DragEvent<HTMLElement>) => {
      if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setZone(null);
    },
    onDropCapture: (event: DragEvent) => {
      const at = zoneAt(event);
      setZone(null);
      if (at === null) return;
      event.preventDefault();
      event.stopPropagation();
      drop(session, { group, zone: at, event });
    },
  };
  return { zone, handlers };
}

/** Shows where it will be. */
export function DropTarget({ zone }: { readonly zone: Zone }) {
  return <div className="drop-target" data-zone={zone} aria-hidden />;
}

export function isOurs(event: DragEvent): boolean {
  return event.dataTransfer.types.includes(DRAGGED_TAB) || event.dataTransfer.types.includes(DRAGGED_PATHS);
}

export function draggedTab(event: DragEvent): TabPlace | null {
  const text = event.dataTransfer.getData(DRAGGED_TAB);
  return text === '' ? null : (JSON.parse(text) as TabPlace);
}

/** What the tree or a tab brought; empty for anything else. */
export function draggedPaths(event: DragEvent): readonly FilePath[] {
  try {
    const paths: unknown = JSON.parse(event.dataTransfer.getData(DRAGGED_PATHS) || '[]');
    return Array.isArray(paths) ? paths.flatMap((path) => FilePath.safeParse(path).data ?? []) : [];
  } catch {
    return []; // not ours after all
  }
}

function takesFiles({ workbench }: EditorSession, { dataTransfer }: DragEvent): boolean {
  return hasFiles(dataTransfer) && workbench.files.bring.get() !== null;
}

function drop(session: EditorSession, { group, zone, event }: { readonly group: string; readonly zone: Zone; readonly event: DragEvent }): void {
  const { groups } = session.editors;
  const tab = draggedTab(event);
  const copy = event.ctrlKey;
  if (tab !== null) {
    if (zone === 'middle') groups.move(tab, { group, copy });
    else groups.split(group, { side: zone, tab, copy });
    return;
  }
  const paths = draggedPaths(event);
  if (paths.length > 0) openAt(session, { group, zone, paths });
  else if (takesFiles(session, event)) void bringAndOpen(session, { group, zone, event });
}

/** Files of the member's computer go beside the file in front, and are opened as they are there; folders are there then. */
async function bringAndOpen(session: EditorSession, { group, zone, event }: { readonly group: string; readonly zone: Zone; readonly event: DragEvent }): Promise<void> {
  const { files } = session.workbench;
  const active = files.active.get();
  const dropped = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry());
  const folders = new Set(dropped.flatMap((entry) => (entry?.isDirectory === true ? [entry.name] : [])));
  const brought = (await files.bring.get()?.(event.dataTransfer, active === null ? null : parentPath(active))) ?? [];
  openAt(session, { group, zone, paths: brought.filter((path) => !folders.has(baseName(path))).slice(0, MAX_OPENED) });
}

function openAt({ editors }: EditorSession, { group, zone, paths }: { readonly group: string; readonly zone: Zone; readonly paths: readonly FilePath[] }): void {
  const { groups } = editors;
  const [first, ...rest] = paths;
  if (first === undefined) return;
  const isEmpty = groups.group(group)?.tabs.length === 0;
  const target = zone === 'middle' || isEmpty ? group : (groups.split(group, { side: zone, tab: null, copy: false }) ?? group);
  for (const path of [first, ...rest]) editors.open(path, { preview: false, group: target });
}
