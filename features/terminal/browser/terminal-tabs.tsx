'use client';

import { X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';

import type { TerminalId } from '../../../shared/ids.ts';
import type { TerminalView } from '../contract.ts';

export type TerminalTabsProps = {
  readonly views: readonly TerminalView[];
  readonly selected: TerminalId | null;
  readonly beside: TerminalId | null;
  readonly onSelect: (id: TerminalId) => void;
  readonly onKill: (id: TerminalId) => void;
};

export const terminalTabId = (id: TerminalId): string => `terminal-tab-${id}`;

/** Arrows move along the tabs, Enter shows one, Delete kills it. */
export function TerminalTabs({ views, selected, beside, onSelect, onKill }: TerminalTabsProps) {
  const t = useTranslations('terminal');
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    const focus = (index: number): void => tabs[(index + tabs.length) % tabs.length]?.focus();
    const view = views[at];
    if (event.key === 'ArrowRight') focus(at + 1);
    else if (event.key === 'ArrowLeft') focus(at - 1);
    else if (event.key === 'Home') focus(0);
    else if (event.key === 'End') focus(-1);
    else if (event.key === 'Delete' && view !== undefined) onKill(view.id);
    else return;
    event.preventDefault();
  };
  return (
    <div role="tablist" aria-label={t('tabs')} tabIndex={-1} className="terminal-tabs" onKeyDown={onKeyDown}>
      {views.map((view) => (
        <TerminalTab key={view.id} view={view} isSelected={view.id === selected} isShown={view.id === selected || view.id === beside} onSelect={() => onSelect(view.id)} onKill={() => onKill(view.id)} />
      ))}
    </div>
  );
}

function TerminalTab({ view, isSelected, isShown, onSelect, onKill }: { readonly view: TerminalView; readonly isSelected: boolean; readonly isShown: boolean; readonly onSelect: () => void; readonly onKill: () => void }) {
  const t = useTranslations('terminal');
  const title = view.title === '' ? t('untitled') : view.title;
  const name = view.exitCode === null ? title : `${title}, ${t('endedShort', { exitCode: view.exitCode })}`;
  return (
    <button type="button" role="tab" id={terminalTabId(view.id)} className="tab" aria-label={name} aria-selected={isShown} tabIndex={isSelected ? 0 : -1} title={name} onClick={onSelect} onAuxClick={(event) => event.button === 1 && onKill()}>
      {view.exitCode !== null && <span className={`led hollow ${view.exitCode === 0 ? 'tone-stopped' : 'tone-failed'}`} aria-hidden />}
      <span className="name">{title}</span>
      {/* Delete does the same for the keyboard. */}
      <span
        className="x"
        aria-hidden
        title={t('close', { title })}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation();
          onKill();
        }}
      >
        <X className="close" />
      </span>
    </button>
  );
}
