'use client';

import { Bell, X } from 'lucide-react';
import { lazy, Suspense, useState, type CSSProperties, type DragEvent, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';

import type { MenuPoint } from '../../../components/workbench/context-menu.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import { TerminalId } from '../../../shared/ids.ts';
import type { TerminalView } from '../contract.ts';
import type { DropPlace } from './arrangement.ts';
import { terminalFeature } from './terminal-feature.ts';

const TabMenu = lazy(async () => ({ default: (await import('./screen-menu.tsx')).TabMenu }));

const DRAGGED = 'application/x-atelier-terminal';

export const terminalTabId = (id: TerminalId): string => `terminal-tab-${id}`;

/** Arrows move along the tabs, Enter shows one, F2 renames, Delete kills it; Ctrl+Shift+Page Up and Down move it. */
export function TerminalTabs() {
  const t = useTranslations('terminal');
  const { commands } = useWorkbench();
  const { terminals } = terminalFeature.use();
  const { views } = useStore(terminals.state);
  const [menu, setMenu] = useState<{ readonly id: TerminalId; readonly at: MenuPoint } | null>(null);
  const groups = terminals.groups();
  const known = new Map((views ?? []).map((view) => [view.id, view]));
  const order = groups.flat();
  const menuView = menu === null ? undefined : known.get(menu.id);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    const focus = (index: number): void => tabs[(index + tabs.length) % tabs.length]?.focus();
    const id = order[at];
    if (id === undefined) return;
    if (event.ctrlKey && event.shiftKey && (event.key === 'PageUp' || event.key === 'PageDown')) void terminals.moveBy(id, event.key === 'PageUp' ? -1 : 1);
    else if (event.key === 'ArrowRight') focus(at + 1);
    else if (event.key === 'ArrowLeft') focus(at - 1);
    else if (event.key === 'Home') focus(0);
    else if (event.key === 'End') focus(-1);
    else if (event.key === 'Delete') void terminals.kill(id);
    else if (event.key === 'F2') {
      terminals.noteFocus(id);
      commands.run('terminal.rename');
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div role="tablist" aria-label={t('tabs')} tabIndex={-1} className="terminal-tabs" onKeyDown={onKeyDown}>
        {groups.map((group) => (
          <span key={group[0]} role="presentation" className={group.length > 1 ? 'terminal-group' : undefined}>
            {group.map((id) => {
              const view = known.get(id);
              return view && <TerminalTab key={id} view={view} isShown={terminals.shown().includes(id)} onMenu={(at) => setMenu({ id, at })} />;
            })}
          </span>
        ))}
      </div>
      {menuView !== undefined && menu !== null && (
        <Suspense>
          <TabMenu view={menuView} at={menu.at} onClose={() => setMenu(null)} />
        </Suspense>
      )}
    </>
  );
}

function TerminalTab({ view, isShown, onMenu }: { readonly view: TerminalView; readonly isShown: boolean; readonly onMenu: (at: MenuPoint) => void }) {
  const t = useTranslations('terminal');
  const feature = terminalFeature.use();
  const { terminals } = feature;
  const { selected, rung } = useStore(terminals.state);
  const [drop, setDrop] = useState<DropPlace['where'] | null>(null);
  const title = view.name ?? (view.title === '' ? t('untitled') : view.title);
  const hasRung = rung.has(view.id);
  const name = [title, view.exitCode === null ? '' : t('endedShort', { exitCode: view.exitCode }), view.restored ? t('restoredShort') : '', hasRung ? t('rung') : ''].filter((part) => part !== '').join(', ');
  const style = view.colour === null ? undefined : ({ '--tab-colour': `var(--color-term-${view.colour})` } as CSSProperties);

  const onDragOver = (event: DragEvent<HTMLElement>): void => {
    if (!event.dataTransfer.types.includes(DRAGGED)) return;
    event.preventDefault();
    setDrop(placeOf(event));
  };
  const onDrop = (event: DragEvent<HTMLElement>): void => {
    setDrop(null);
    const dragged = TerminalId.safeParse(event.dataTransfer.getData(DRAGGED));
    if (!dragged.success) return;
    event.preventDefault();
    void terminals.move(dragged.data, { at: view.id, where: placeOf(event) });
  };

  return (
    <button
      type="button"
      role="tab"
      id={terminalTabId(view.id)}
      className="tab"
      style={style}
      data-coloured={view.colour === null ? undefined : ''}
      data-drop={drop ?? undefined}
      aria-label={name}
      aria-selected={isShown}
      tabIndex={view.id === selected ? 0 : -1}
      title={[name, view.folder].join('\n')}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(DRAGGED, view.id)}
      onDragOver={onDragOver}
      onDragLeave={() => setDrop(null)}
      onDrop={onDrop}
      onClick={() => terminals.select(view.id)}
      onAuxClick={(event) => event.button === 1 && void terminals.kill(view.id)}
      onContextMenu={(event) => {
        event.preventDefault();
        const box = event.currentTarget.getBoundingClientRect();
        onMenu(event.button === 2 ? { x: event.clientX, y: event.clientY } : { x: box.left, y: box.bottom });
      }}
    >
      {view.exitCode !== null && <span className={`led hollow ${view.exitCode === 0 ? 'tone-stopped' : 'tone-failed'}`} aria-hidden />}
      {view.restored && <span className="led hollow tone-stopped" aria-hidden />}
      {view.colour !== null && <span className="hue" aria-hidden />}
      <span className="name">{title}</span>
      {hasRung && <Bell className="bell" aria-hidden />}
      {/* Delete does the same for the keyboard. */}
      <span
        className="x"
        aria-hidden
        title={t('close', { title })}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation();
          void terminals.kill(view.id);
        }}
      >
        <X className="close" />
      </span>
    </button>
  );
}

/** The outer quarters of a tab are before and behind its group, the middle is within. */
function placeOf(event: DragEvent<HTMLElement>): DropPlace['where'] {
  const box = event.currentTarget.getBoundingClientRect();
  const at = (event.clientX - box.left) / Math.max(1, box.width);
  if (at < 0.25) return 'before';
  return at > 0.75 ? 'behind' : 'into';
}
