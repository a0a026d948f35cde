import { useEffect, useRef, useState, type DragEvent } from 'react';

import { DRAGGED_PATHS } from '../../../../components/workbench/menus.ts';
import { FilePath, pathToQuery } from '../../../../shared/file-path.ts';
import { canCopyInto, canMoveInto, folderFor, pathsOf, type FilesSession } from '../files-session.ts';
import { isReadOnly, pathOf, type TreeNode } from '../tree/file-tree.ts';

const OPEN_FOLDER_AFTER_MS = 700;

/** `copy`: Ctrl is held. `upload`: files of the member's computer. */
export type DragKind = 'move' | 'copy' | 'upload';

export type TreeDrag = {
  /** The folder that would take it in. */
  readonly over: TreeNode | null;
  readonly kind: DragKind;
  /** What is being dragged out of this tree. */
  readonly nodes: readonly TreeNode[];
  readonly point: { readonly x: number; readonly y: number } | null;
  readonly handlers: Record<'onDragStart' | 'onDragOver' | 'onDragLeave' | 'onDrop' | 'onDragEnd', (event: DragEvent<HTMLDivElement>) => void>;
};

type Shown = Pick<TreeDrag, 'over' | 'kind' | 'point'>;
const NOTHING: Shown = { over: null, kind: 'move', point: null };

/** Rows that are dragged, and what is dropped on them: rows, tabs, files of the member's computer. */
export function useTreeDrag(session: FilesSession, nodeAt: (x: number, y: number) => TreeNode | null): TreeDrag {
  const [shown, setShown] = useState<Shown>(NOTHING);
  const [nodes, setNodes] = useState<readonly TreeNode[]>([]);
  const opening = useRef<{ readonly node: TreeNode; readonly timer: ReturnType<typeof setTimeout> } | null>(null);

  const show = (next: Shown): void => {
    setShown((known) => (known.over === next.over && known.kind === next.kind && known.point?.x === next.point?.x && known.point?.y === next.point?.y ? known : next));
    if (opening.current?.node === next.over) return;
    clearTimeout(opening.current?.timer);
    const { over } = next;
    opening.current = over === null || over.expanded ? null : { node: over, timer: setTimeout(() => session.controller.expand(over), OPEN_FOLDER_AFTER_MS) };
  };
  const end = (): void => {
    clearTimeout(opening.current?.timer);
    opening.current = null;
    session.dragged.set([]);
    setNodes([]);
    setShown(NOTHING);
  };

  // The ghost follows the pointer to wherever it goes.
  useEffect(() => {
    if (nodes.length === 0) return;
    const follow = (event: globalThis.DragEvent): void => setShown((known) => ({ ...known, point: { x: event.clientX, y: event.clientY } }));
    document.addEventListener('dragover', follow);
    return () => document.removeEventListener('dragover', follow);
  }, [nodes]);

  const targetOf = (event: DragEvent): Shown => {
    const point = { x: event.clientX, y: event.clientY };
    const { types } = event.dataTransfer;
    const dragged = session.dragged.get();
    const kind: DragKind = dragged.length === 0 && types.includes('Files') ? 'upload' : event.ctrlKey || event.altKey ? 'copy' : 'move';
    const folder = folderFor(nodeAt(point.x, point.y)) ?? onlyRoot(session);
    const takes =
      folder !== null &&
      (kind === 'upload'
        ? session.transfers.allowed && !isReadOnly(folder)
        : dragged.length > 0
          ? dragged.some((node) => (kind === 'copy' ? canCopyInto(node, folder) : canMoveInto(node, folder)))
          : types.includes(DRAGGED_PATHS) && !isReadOnly(folder));
    return { over: takes ? folder : null, kind, point };
  };

  const onDragStart = (event: DragEvent<HTMLDivElement>): void => {
    const at = nodeAt(event.clientX, event.clientY);
    const chosen = at === null || at.parent === null ? [] : session.targets(at).filter(({ parent }) => parent !== null);
    const paths = pathsOf(chosen);
    if (paths.length === 0) {
      event.preventDefault();
      return;
    }
    const { dataTransfer } = event;
    dataTransfer.effectAllowed = 'copyMove';
    dataTransfer.setData(DRAGGED_PATHS, JSON.stringify(paths));
    dataTransfer.setData('text/plain', paths.join('\n'));
    const [only] = chosen;
    const [path] = paths;
    // Dropped on the desktop, the browser fetches it from there.
    if (session.transfers.allowed && chosen.length === 1 && only?.first === false && path !== undefined) {
      dataTransfer.setData('DownloadURL', `application/octet-stream:${only.name.replaceAll(':', '_')}:${session.workbench.connection.httpUrl(`files/download?path=${pathToQuery(path)}`)}`);
    }
    dataTransfer.setDragImage(emptyImage(), 0, 0);
    session.dragged.set(chosen);
    setNodes(chosen);
  };
  const onDragOver = (event: DragEvent<HTMLDivElement>): void => {
    const target = targetOf(event);
    event.preventDefault();
    event.dataTransfer.dropEffect = target.over === null ? 'none' : target.kind === 'move' ? 'move' : 'copy';
    show(target);
  };
  const onDragLeave = (event: DragEvent<HTMLDivElement>): void => {
    if (event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)) return;
    show({ ...NOTHING, point: session.dragged.get().length > 0 ? { x: event.clientX, y: event.clientY } : null });
  };
  const onDrop = (event: DragEvent<HTMLDivElement>): void => {
    const { over, kind } = targetOf(event);
    event.preventDefault();
    event.stopPropagation();
    const dragged = session.dragged.get();
    end();
    const path = over === null ? null : pathOf(over);
    if (over === null || path === null) return;
    if (kind === 'upload') void session.transfers.drop(event.dataTransfer, path);
    else if (dragged.length > 0) void session.put(dragged, over, kind === 'copy' ? 'copy' : 'cut');
    else void putPaths(session, { paths: pathsIn(event.dataTransfer), folder: path, kind });
  };

  return { ...shown, nodes, handlers: { onDragStart, onDragOver, onDragLeave, onDrop, onDragEnd: end } };
}

/** Below the last row there is but one place to go to, or none. */
function onlyRoot(session: FilesSession): TreeNode | null {
  const [root, ...others] = session.controller.tree.roots;
  return root === undefined || others.length > 0 ? null : root;
}

function putPaths(session: FilesSession, { paths, folder, kind }: { readonly paths: readonly FilePath[]; readonly folder: FilePath; readonly kind: DragKind }): Promise<boolean> {
  return kind === 'copy' ? session.deeds.copyInto(paths, folder) : session.deeds.moveInto(paths, folder);
}

function pathsIn(transfer: DataTransfer): readonly FilePath[] {
  try {
    const paths: unknown = JSON.parse(transfer.getData(DRAGGED_PATHS));
    return Array.isArray(paths) ? paths.flatMap((path) => FilePath.safeParse(path).data ?? []) : [];
  } catch {
    return []; // dragged by another program
  }
}

let empty: HTMLImageElement | null = null;

/** The ghost is ours, since it says what will happen: the browser's own shows nothing. */
function emptyImage(): HTMLImageElement {
  if (empty === null) {
    empty = new Image();
    empty.src = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
  }
  return empty;
}
