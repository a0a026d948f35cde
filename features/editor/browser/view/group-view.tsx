'use client';

import { useEffect, useRef, type CSSProperties } from 'react';

import { DIFF } from '../../../../components/workbench/editors/editors.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { editorSession, focusKey } from '../editor-session.ts';
import type { Group, Tab } from '../groups/tab.ts';
import { FileBody } from './file-body.tsx';
import { GroupActions } from './group-actions.tsx';
import { KindView } from './kind-view.tsx';
import { EditorTabs } from './tabs.tsx';
import { useTabName } from './tab-name.ts';
import { useDropOn, DropTarget } from './drop-on-group.tsx';

/** So many views that are not in front stay as they are, for coming back to them. */
const MAX_KEPT = 6;

export type GroupViewProps = { readonly group: Group; readonly number: number; readonly isFront: boolean; readonly place: CSSProperties };

/** One group of editors: its tabs, and what the tab in front shows. */
export function GroupView({ group, number, isFront, place }: GroupViewProps) {
  const { editors } = editorSession.use();
  const body = useRef<HTMLDivElement>(null);
  const drop = useDropOn(group.id, body);
  const viewers = useStore(useWorkbench().editors.viewers);
  const active = group.tabs.find(({ id }) => id === group.active) ?? null;
  const isText = (tab: Tab): boolean => viewers !== null && tab.input.kind === 'file' && editors.viewerOf(tab.input) === null;
  // The text that showed last stays as it is below what is no text: making Monaco's editor anew takes its time.
  const lastText = group.recent.toReversed().map((id) => group.tabs.find((tab) => tab.id === id)).find((tab) => tab !== undefined && isText(tab));
  const kept = group.recent.slice(-MAX_KEPT).flatMap((id) => group.tabs.find((tab) => tab.id === id && !isText(tab)) ?? []);
  const focus = (): void => editors.groups.focusGroup(group.id);
  return (
    <div className="group sheet" style={place} data-group={number} data-front={isFront ? '' : undefined} onFocusCapture={focus} onPointerDownCapture={focus} {...drop.handlers}>
      <div className="tabs tabline">
        <EditorTabs group={group} number={number} />
        <GroupActions group={group} />
      </div>
      <div ref={body} className="group-body">
        {lastText !== undefined && (
          <div className="text-panel" hidden={lastText !== active}>
            <FileBody group={group.id} tab={lastText} isFront={isFront && lastText === active} isShown={lastText === active} />
          </div>
        )}
        {kept.map((tab) => (
          <KindPanel key={tab.id} group={group.id} tab={tab} isShown={tab.id === group.active} />
        ))}
        {drop.zone !== null && <DropTarget zone={drop.zone} />}
      </div>
    </div>
  );
}

/** Stays mounted while others are in front, so that going back to it shows it as it was. */
function KindPanel({ group, tab, isShown }: { readonly group: string; readonly tab: Tab; readonly isShown: boolean }) {
  const name = useTabName()(tab.input);
  const session = editorSession.use();
  const panel = useRef<HTMLDivElement>(null);
  // A comparison gives it to its text by itself, which comes later.
  const takesFocus = isShown && tab.input.kind !== DIFF;
  useEffect(() => {
    if (!takesFocus) return;
    const takeFocus = (): void => {
      const element = panel.current;
      if (element === null || session.focusWish.take(focusKey(group, tab.id)) === null) return;
      (element.querySelector<HTMLElement>('[data-first-focus]') ?? element.querySelector<HTMLElement>('input, [tabindex="0"], button, a[href]') ?? element).focus();
    };
    takeFocus();
    return session.focusAsked.subscribe(takeFocus);
  }, [session, group, tab.id, takesFocus]);
  return (
    <div ref={panel} tabIndex={-1} className="kind-panel" role="tabpanel" id={isShown ? `editor-view-${group}` : undefined} aria-label={name} hidden={!isShown}>
      <KindView group={group} tab={tab} isShown={isShown} />
    </div>
  );
}
