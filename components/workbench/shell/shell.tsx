'use client';

import { FileCode2 } from 'lucide-react';
import { useEffect, useRef, type CSSProperties } from 'react';
import { useTranslations } from 'use-intl';

import '../workbench.css';
import { focusContext } from '../commands/focus-context.ts';
import type { Contribution } from '../contribution.ts';
import { PANEL_HEIGHT, SIDE_WIDTH } from '../layout/layout-store.ts';
import { useStore } from '../use-store.ts';
import type { Workbench } from '../workbench.ts';
import { WorkbenchProvider } from '../workbench-context.tsx';
import { ActivityBar, PhoneNavigation } from './activity-bar.tsx';
import { BottomPanel } from './bottom-panel.tsx';
import { ConnectionNotice, ConnectionStatus } from './connection-status.tsx';
import { isInstalled, toggleFullScreen } from './installed.ts';
import { KeyBar } from './key-bar.tsx';
import { listenToKeys } from './key-press.ts';
import { ResizeHandle } from './resize-handle.tsx';
import { cycleSheets, focusSheet, rememberFocus } from './sheets.ts';
import { PhoneHead, TopBar } from './top-bar.tsx';
import { useShellSettings } from './use-shell-settings.ts';
import { currentSize, useSize } from './use-size.ts';

export type ShellProps = { readonly workbench: Workbench; readonly contributions: readonly Contribution[] };

/** The workbench: a bench and the sheets that features brought. It knows none of them. */
export function Shell({ workbench, contributions }: ShellProps) {
  const bench = useRef<HTMLDivElement>(null);
  useBench(workbench, bench);
  return (
    <WorkbenchProvider value={workbench}>
      <Bench workbench={workbench} contributions={contributions} benchRef={bench} />
      {contributions.flatMap(({ name, background = [] }) => background.map((Part, index) => <Part key={`${name}${index}`} />))}
    </WorkbenchProvider>
  );
}

function Bench({ workbench, contributions, benchRef }: ShellProps & { readonly benchRef: React.RefObject<HTMLDivElement | null> }) {
  const t = useTranslations();
  const size = useSize();
  const layout = useStore(workbench.layout);
  const phoneView = useStore(workbench.layout.phoneView);
  const isPhone = size === 'phone';
  const { activityBar, sideBar, statusBar } = useShellSettings(workbench.settings);

  // Who has no terminal is no engineer: fewer things, and what each is called.
  const hasWords = !workbench.capabilities.has('terminal');

  const views = contributions.flatMap(({ activityViews = [] }) => activityViews);
  const panels = contributions.flatMap(({ panels: given = [] }) => given);
  const actions = contributions.flatMap(({ activityActions = [] }) => activityActions);
  const statusItems = contributions.flatMap(({ statusItems: given = [] }) => given);
  const view = views.find(({ id }) => id === layout.activityView) ?? views[0];
  const panel = panels.find(({ id }) => id === layout.panel) ?? panels[0];
  const editorArea = contributions.find((contribution) => contribution.editorArea)?.editorArea;

  const showsSide = view !== undefined && (isPhone ? phoneView === 'side' : layout.sideOpen);
  const showsPanel = panels.length > 0 && (isPhone ? phoneView === 'panel' : layout.panelOpen);
  const showsEditor = isPhone ? phoneView !== 'side' && !showsPanel : !(showsPanel && layout.panelMaximised);
  const sizes = { '--side': `${layout.sideWidthPx}px`, '--panel': `${layout.panelHeightPx}px` } as CSSProperties;

  return (
    <div ref={benchRef} className="wb" data-size={size} data-side={sideBar} data-words={hasWords ? '' : undefined} data-density={isPhone ? 'touch' : undefined} style={sizes}>
      {isPhone ? <PhoneHead contributions={contributions} actions={showsSide ? (view.Actions ?? null) : null} showsEditor={showsEditor} /> : <TopBar contributions={contributions} />}
      <ConnectionNotice />
      {contributions.flatMap(({ name, notices = [] }) => notices.map((Notice, index) => <Notice key={`${name}${index}`} />))}
      <main className="mid">
        {!isPhone && activityBar !== 'hidden' && <ActivityBar views={views} actions={actions} current={showsSide ? view.id : null} hasWords={hasWords} />}
        {view !== undefined && (
          <section className="sheet side" aria-label={t(view.titleKey)} data-sheet="side" data-away={showsSide ? undefined : ''}>
            {!isPhone && (
              <div className="head">
                <h2>{t(view.titleKey)}</h2>
                {view.Actions && <view.Actions />}
              </div>
            )}
            <view.View key={view.id} />
            {contributions.flatMap(({ sideFeet = [] }) => sideFeet.filter(({ below }) => below === view.id).map((foot) => <foot.View key={foot.id} />))}
          </section>
        )}
        {!isPhone && showsSide && (
          <ResizeHandle label={t('workbench.resizeSide')} direction="upright" sizePx={layout.sideWidthPx} range={SIDE_WIDTH} sign={sideBar === 'right' ? -1 : 1} onResize={(sideWidthPx) => workbench.layout.change({ sideWidthPx })} />
        )}
        <div className="work" data-away={isPhone && showsSide ? '' : undefined}>
          <div className="editors" data-away={showsEditor ? undefined : ''}>
            <section className="sheet" aria-label={t('workbench.editor')} data-sheet="editor">
              {editorArea && <editorArea.View />}
            </section>
          </div>
          {showsPanel && showsEditor && (
            <ResizeHandle label={t('workbench.resizePanel')} direction="lying" sizePx={layout.panelHeightPx} range={PANEL_HEIGHT} sign={-1} onResize={(panelHeightPx) => workbench.layout.change({ panelHeightPx })} />
          )}
          <BottomPanel panels={panels} shown={showsPanel} isPhone={isPhone} />
        </div>
      </main>
      {isPhone && !showsSide && <KeyBar />}
      {isPhone ? (
        <PhoneNavigation views={views} panels={panels} editor={editorArea ? { icon: FileCode2, title: t('workbench.editor') } : null} current={showsSide ? view.id : showsEditor ? 'editor' : `panel:${panel?.id ?? ''}`} />
      ) : statusBar && (
        <footer className="status" aria-label={t('workbench.status')}>
          <ConnectionStatus />
          {statusItems.filter(({ side }) => side === 'left').map(({ id, Item }) => <Item key={id} />)}
          <span className="flex-1" />
          {statusItems.filter(({ side }) => side === 'right').map(({ id, Item }) => <Item key={id} />)}
        </footer>
      )}
    </div>
  );
}

/** Keys and focus of the whole page, and the commands that move sheets. */
function useBench(workbench: Workbench, bench: React.RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const element = bench.current;
    if (element === null) return;
    const { layout, commands } = workbench;
    const sheet = (name: string): void => {
      // After React has shown it.
      requestAnimationFrame(() => {
        const target = element.querySelector<HTMLElement>(`[data-sheet="${name}"]`);
        if (target !== null) focusSheet(target);
      });
    };
    const toggleSide = (): void => {
      layout.change({ sideOpen: !layout.get().sideOpen });
      sheet(layout.get().sideOpen ? 'side' : 'editor');
    };
    const togglePanel = (): void => {
      const opens = !layout.get().panelOpen;
      layout.change({ panelOpen: opens, panelMaximised: false });
      sheet(opens ? 'panel' : 'editor');
    };
    commands.setContext(focusContext(document, { installed: isInstalled, activeView: () => layout.get().activityView }));
    const stops = [
      rememberFocus(element),
      listenToKeys(commands),
      commands.register([
        { id: 'workbench.toggleSide', titleKey: 'workbench.commands.toggleSide', keybinding: 'Ctrl+B', run: toggleSide },
        { id: 'workbench.togglePanel', titleKey: 'workbench.commands.togglePanel', keybinding: 'Ctrl+J', run: togglePanel },
        { id: 'workbench.nextSheet', titleKey: 'workbench.commands.nextSheet', keybinding: 'F6', run: () => cycleSheets(element, 1) },
        { id: 'workbench.toggleFullScreen', titleKey: 'workbench.commands.toggleFullScreen', keybinding: 'F11', enabled: () => document.fullscreenEnabled, run: toggleFullScreen },
        { id: 'workbench.previousSheet', titleKey: 'workbench.commands.previousSheet', keybinding: 'Shift+F6', run: () => cycleSheets(element, -1) },
      ]),
      layout.onShow.subscribe((name) => sheet(name)),
    ];
    // Where the side panel floats, Esc in it and a press beside it close it.
    const closeFloating = (event: Event): void => {
      const { target } = event;
      if (currentSize() !== 'tablet' || !layout.get().sideOpen || !(target instanceof Element)) return;
      const isInside = target.closest('[data-sheet="side"]') !== null;
      if (event instanceof KeyboardEvent ? isInside && event.key === 'Escape' : !isInside && target.closest('.work') !== null) layout.change({ sideOpen: false });
    };
    element.addEventListener('keydown', closeFloating);
    element.addEventListener('pointerdown', closeFloating);
    if (currentSize() === 'tablet') layout.change({ sideOpen: false });
    return () => {
      element.removeEventListener('keydown', closeFloating);
      element.removeEventListener('pointerdown', closeFloating);
      for (const stop of stops) stop();
    };
  }, [workbench, bench]);
}
