'use client';

import { useTranslations } from 'use-intl';

import { displayName } from '../../../../shared/display-name.ts';
import type { TreeDrag } from './use-tree-drag.ts';

/** What will happen when it is dropped here. */
export function DragGhost({ drag: { nodes, over, kind, point } }: { readonly drag: TreeDrag }) {
  const t = useTranslations('files.drag');
  if (point === null || (nodes.length === 0 && (over === null || kind !== 'upload'))) return null;
  const [first] = nodes;
  const what = nodes.length === 1 && first !== undefined ? displayName(first.name) : t('several', { count: nodes.length });
  return (
    <div className="drag-ghost" style={{ left: point.x + 12, top: point.y + 8 }}>
      {over === null ? what : t(kind, { what, folder: displayName(over.name) })}
    </div>
  );
}
