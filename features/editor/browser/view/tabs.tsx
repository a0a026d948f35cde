'use client';

import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';

import type { MenuPoint } from '../../../../components/workbench/context-menu.tsx';
import { editorSession } from '../editor-session.ts';
import type { Group, Tab } from '../groups/tab.ts';
import { draggedPaths, draggedTab, isOurs } from './drop-on-group.tsx';
import { EditorTab } from './editor-tab.tsx';
import { TabMenu } from './tab-menu.tsx';

/** The tablist "Open editors". Delete closes a tab, arrows go along, Ctrl with them moves it; or drag it. */
export function EditorTabs({ group, number }: { readonly group: Group; readonly number: number }) {
  const t = useTranslations('editor');
  const session = editorSession.use();
  const { editors } = session;
  const { groups } = editors;
  const [menu, setMenu] = useState<{ tab: Tab; at: MenuPoint } | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const { id, tabs, active } = group;

  // Also when there is less room for them: a split leaves half of it.
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const show = (): void => element.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    show();
    const room = new ResizeObserver(show);
    room.observe(element);
    return () => room.disconnect();
  }, [active]);

  const focusActive = (): void => {
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  const onKeyDown = (event: KeyboardEvent, tab: Tab): void => {
    const place = { group: id, tab: tab.id };
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (event.altKey) return;
    // As they are now: tabs that did not change keep the functions of an earlier render.
    const known = groups.group(id)?.tabs ?? [];
    if (by !== 0 && event.ctrlKey) groups.move(place, { group: id, at: Math.max(0, known.indexOf(tab) + by) });
    else if (by !== 0) groups.step(by);
    else if (event.key === 'Home' || event.key === 'End') groups.show({ group: id, tab: known.at(event.key === 'Home' ? 0 : -1)?.id ?? tab.id });
    else if (event.key === 'Delete') editors.close(place);
    else if (event.key === 'Enter' || event.key === ' ') session.focusText('text');
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = event.currentTarget.getBoundingClientRect();
      setMenu({ tab, at: { x: box.left, y: box.bottom } });
    } else return;
    event.preventDefault();
    if (by !== 0 || ['Delete', 'Home', 'End'].includes(event.key)) focusActive();
  };
  const drop = (event: DragEvent, before: Tab | null): void => {
    if (!isOurs(event)) return;
    event.preventDefault();
    event.stopPropagation();
    const tab = draggedTab(event);
    const known = groups.group(id)?.tabs ?? [];
    const at = before === null ? known.length : known.indexOf(before);
    if (tab !== null) groups.move(tab, { group: id, at, copy: event.ctrlKey });
    else draggedPaths(event).forEach((path, index) => editors.open(path, { preview: false, group: id, at: at + index }));
  };
  const newText = (): void => {
    groups.focusGroup(id);
    editors.openUntitled();
    session.focusText('text');
  };
  return (
    <>
      <div className="editor-tabs" onWheel={(event) => (event.currentTarget.scrollLeft += event.deltaY)} onDragOver={(event) => isOurs(event) && event.preventDefault()} onDrop={(event) => drop(event, null)} onDoubleClick={(event) => !(event.target as Element).closest('[role="tab"]') && newText()}>
        <div ref={list} role="tablist" aria-label={number === 1 ? t('tabs') : t('groups.tabs', { number })}>
          {tabs.map((tab) => (
            <EditorTab key={tab.id} group={id} tab={tab} isSelected={tab.id === active} onKeyDown={onKeyDown} onMenu={(at) => setMenu({ tab, at })} onDrop={(event) => drop(event, tab)} />
          ))}
        </div>
      </div>
      {menu !== null && <TabMenu group={group} tab={menu.tab} at={menu.at} onClose={() => setMenu(null)} />}
    </>
  );
}
