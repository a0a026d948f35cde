'use client';

import { Maximize2, Minimize2, X } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../ui/button.tsx';
import type { PanelView } from '../contribution.ts';
import { Store } from '../store.ts';
import { useStore } from '../use-store.ts';
import { useWorkbench } from '../workbench-context.tsx';

const NOTHING = new Store(0);

/** The panel below the editors. Its views stay mounted behind each other: a terminal must not forget its screen. */
export function BottomPanel({ panels, shown, isPhone }: { readonly panels: readonly PanelView[]; readonly shown: boolean; readonly isPhone: boolean }) {
  const t = useTranslations();
  const { layout } = useWorkbench();
  const { panel: wanted, panelMaximised } = useStore(layout);
  const [heads, setHeads] = useState<Readonly<Record<string, HTMLElement | null>>>({});
  const current = panels.find((panel) => panel.id === wanted) ?? panels[0];
  if (current === undefined) return null;
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = panels[(panels.indexOf(current) + by + panels.length) % panels.length];
    if (by === 0 || next === undefined) return;
    event.preventDefault();
    layout.showPanel(next.id);
    document.getElementById(tabId(next.id))?.focus();
  };
  return (
    <section className={`sheet panel ${panelMaximised && !isPhone ? 'maximised' : ''}`} aria-label={t(current.titleKey)} data-sheet="panel" data-away={shown ? undefined : ''}>
      <div className="tabs tabline pr-1.5">
        {!isPhone && (
          <>
            <div role="tablist" aria-label={t('workbench.panels')} tabIndex={-1} onKeyDown={onKeyDown}>
              {panels.map((panel) => (
                <PanelTab key={panel.id} panel={panel} isSelected={panel === current} />
              ))}
            </div>
            <span className="mx-1.5 h-4 w-px flex-none bg-line" />
          </>
        )}
        {panels.map((panel) => (
          <div key={panel.id} className="free" hidden={panel !== current} ref={(element) => setHeads((known) => (known[panel.id] === element || element === null ? known : { ...known, [panel.id]: element }))} />
        ))}
        {!isPhone && (
          <span className="ml-auto flex flex-none items-center gap-1">
            <IconButton size="mini" icon={panelMaximised ? Minimize2 : Maximize2} label={t(panelMaximised ? 'workbench.restorePanel' : 'workbench.maximisePanel')} onPress={() => layout.change({ panelMaximised: !panelMaximised })} />
            <IconButton size="mini" icon={X} label={t('workbench.closePanel')} keys="Ctrl+J" onPress={() => layout.change({ panelOpen: false, panelMaximised: false })} />
          </span>
        )}
      </div>
      <div className="views">
        {panels.map((panel) => (
          <div key={panel.id} role="tabpanel" id={`${tabId(panel.id)}-view`} aria-label={t(panel.titleKey)} hidden={panel !== current}>
            <panel.View visible={shown && panel === current} head={heads[panel.id] ?? null} />
          </div>
        ))}
      </div>
    </section>
  );
}

const tabId = (panel: string): string => `panel-tab-${panel}`;

function PanelTab({ panel, isSelected }: { readonly panel: PanelView; readonly isSelected: boolean }) {
  const t = useTranslations();
  const workbench = useWorkbench();
  const count = useStore(panel.count?.(workbench) ?? NOTHING);
  return (
    <button type="button" role="tab" id={tabId(panel.id)} className="tab" aria-selected={isSelected} aria-controls={`${tabId(panel.id)}-view`} aria-label={t(panel.titleKey)} tabIndex={isSelected ? 0 : -1} onClick={() => workbench.layout.showPanel(panel.id)}>
      {t(panel.titleKey)}
      {count > 0 && <span className="count" data-count={count} aria-hidden />}
    </button>
  );
}
