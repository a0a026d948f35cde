'use client';

import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';

import '../editor.css';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { editorSession } from '../editor-session.ts';
import { removeFirstText } from '../first-text/take-over.ts';
import { gapsOf, groupsOf, rectsOf, type Rect } from '../groups/layout.ts';
import { DropTarget, useDropOn } from './drop-on-group.tsx';
import { GapHandle } from './gap-handle.tsx';
import { GroupView } from './group-view.tsx';

/** All groups of editors, each a sheet. They are drawn beside one another, however they are nested: none is made anew when another is split. */
export function EditorArea() {
  const { groups } = editorSession.use().editors;
  const { layout, groups: known, front } = useStore(groups.state);
  const order = groupsOf(layout);
  const rects = rectsOf(layout);
  const isEmpty = order.every((id) => (known.get(id)?.tabs.length ?? 0) === 0);
  const isText = useStore(editorSession.use().editors.active) !== null;
  useEffect(() => {
    if (!isText) void removeFirstText();
  }, [isText]);
  if (isEmpty) return <EmptyArea group={front} />;
  return (
    <div className="groups">
      {order.map((id, index) => {
        const group = known.get(id);
        const rect = rects.get(id);
        return group && rect && <GroupView key={id} group={group} number={index + 1} isFront={id === front} place={placeOf(rect)} />;
      })}
      {gapsOf(layout).map((gap) => (
        <GapHandle key={`${gap.path.join('.')}:${gap.index}`} gap={gap} onMove={(by) => groups.moveGap(gap, by)} onEvenOut={() => groups.evenOut()} />
      ))}
    </div>
  );
}

/** Files can be dropped where nothing is open. */
function EmptyArea({ group }: { readonly group: string }) {
  const t = useTranslations('editor.empty');
  const session = editorSession.use();
  const body = useRef<HTMLDivElement>(null);
  const drop = useDropOn(group, body);
  const newText = (): void => {
    session.editors.openUntitled();
    session.focusText('text');
  };
  return (
    <div ref={body} className="relative grid flex-1 place-items-center p-6" {...drop.handlers} onDoubleClick={newText}>
      <EmptyState title={t('title')} text={t('text')} />
      {drop.zone !== null && <DropTarget zone="middle" />}
    </div>
  );
}

/** Half a gap less on each side where there is a neighbour. */
function placeOf({ x, y, width, height }: Rect): React.CSSProperties {
  const edge = (at: number): string => (at > 0.0001 && at < 0.9999 ? 'calc(var(--gap-sheets) / 2)' : '0px');
  return {
    left: `calc(${x * 100}% + ${edge(x)})`,
    top: `calc(${y * 100}% + ${edge(y)})`,
    width: `calc(${width * 100}% - ${edge(x)} - ${edge(x + width)})`,
    height: `calc(${height * 100}% - ${edge(y)} - ${edge(y + height)})`,
  };
}
