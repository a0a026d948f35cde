'use client';

import { ClipboardCopy, ClipboardX, CircleX, Plug, RotateCcw, Upload } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { Button } from '../../../components/ui/button.tsx';
import { copyText } from '../../../components/ui/copy-text.ts';
import { Notice } from '../../../components/ui/notice.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import { AtelierError } from '../../../shared/errors.ts';
import type { TerminalView } from '../contract.ts';
import type { OpenTerminal } from './open-terminal.ts';
import { terminalFeature } from './terminal-feature.ts';

const FindBar = lazy(async () => ({ default: (await import('./find-bar.tsx')).FindBar }));
const PasteQuestion = lazy(async () => ({ default: (await import('./paste-question.tsx')).PasteQuestion }));
const ScreenMenu = lazy(async () => ({ default: (await import('./screen-menu.tsx')).ScreenMenu }));

export type TerminalPaneProps = {
  readonly view: TerminalView;
  /** What names it: its tab, or a text. */
  readonly label: { readonly 'aria-labelledby': string } | { readonly 'aria-label': string };
  readonly visible: boolean;
};

/** One terminal on show. The screen outlives the pane: it is put in here, and taken out again. */
export function TerminalPane({ view, label, visible }: TerminalPaneProps) {
  const { terminals } = terminalFeature.use();
  const [terminal, setTerminal] = useState<OpenTerminal | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const [wasVisible, setWasVisible] = useState(visible);
  if (visible && !wasVisible) setWasVisible(true);

  // A terminal in a panel that was never shown is not connected: there is no size to start it with.
  useEffect(() => {
    if (!wasVisible) return;
    let isGone = false;
    terminals.open(view.id).then(
      (opened) => {
        if (!isGone) setTerminal(opened);
      },
      () => undefined, // the panel says it
    );
    return () => {
      isGone = true;
    };
  }, [terminals, view.id, wasVisible]);

  useEffect(() => {
    if (terminal === null || !visible || place.current === null) return;
    return terminal.mount(place.current);
  }, [terminal, visible]);

  return (
    <div role="tabpanel" {...label} className="terminal-pane">
      <div ref={place} className="terminal-place" />
      {terminal !== null && (
        <>
          <Overlays terminal={terminal} view={view} />
          {view.restored ? <RestoredNotice /> : <SessionNotice terminal={terminal} />}
          <ProgramNotice terminal={terminal} />
        </>
      )}
    </div>
  );
}

/** What comes over the screen when it is asked for; its code as well. */
function Overlays({ terminal, view }: { readonly terminal: OpenTerminal; readonly view: TerminalView }) {
  const isFinding = useStore(terminal.isFinding);
  const pasting = useStore(terminal.pasting);
  const menu = useStore(terminal.menu);
  return (
    <Suspense>
      {isFinding && <FindBar terminal={terminal} />}
      {pasting !== null && <PasteQuestion terminal={terminal} text={pasting} />}
      {menu !== null && <ScreenMenu terminal={terminal} view={view} menu={menu} />}
    </Suspense>
  );
}

/** Said where its text ends: the program is gone, the text is kept, and what starts a new one. */
function RestoredNotice() {
  const t = useTranslations('terminal');
  return (
    <Notice icon={RotateCcw} tone="stopped" isLive>
      {t('restored')}
    </Notice>
  );
}

/** Where the connection stands, when it does not simply work. Never over the screen. */
function SessionNotice({ terminal: { session } }: { readonly terminal: OpenTerminal }) {
  const t = useTranslations('terminal');
  const errorText = useErrorText();
  const state = useSyncExternalStore(session.subscribe, session.getState, session.getState);
  switch (state.phase) {
    case 'connecting':
    case 'attached':
    case 'parked':
      return null;
    case 'lost':
    case 'reconnecting':
      return (
        <Notice icon={Plug} isLive>
          {t('lost', { attempt: state.attempt })}
        </Notice>
      );
    case 'exited':
      return (
        <Notice tone={state.exitCode === 0 ? 'stopped' : 'failed'} isLive>
          {t('ended', { exitCode: state.exitCode })}
        </Notice>
      );
    case 'closed':
      return (
        <Notice icon={CircleX} tone="failed" isLive>
          {t('closed')} {errorText(new AtelierError(state.reason)).why}
        </Notice>
      );
  }
}

/** What a program, or a paste that was too large, asks of the person. */
function ProgramNotice({ terminal }: { readonly terminal: OpenTerminal }) {
  const t = useTranslations('terminal');
  const common = useTranslations('common');
  const notice = useStore(terminal.notice);
  if (notice === null) return null;
  const putAway = (): void => {
    terminal.notice.set(null);
    terminal.screen.focus();
  };
  if (notice.kind === 'brought') {
    const insert = (): void => {
      terminal.notice.set(null);
      terminal.insertPaths(notice.paths);
    };
    return (
      <Notice
        icon={Upload}
        isLive
        actions={
          <>
            <Button size="mini" onPress={putAway}>{common('close')}</Button>
            <Button size="mini" variant="tonal" onPress={insert}>{t('insertPaths', { count: notice.paths.length })}</Button>
          </>
        }
      >
        {t('brought', { count: notice.paths.length })}
      </Notice>
    );
  }
  if (notice.kind !== 'copy') {
    return (
      <Notice icon={ClipboardX} isLive actions={<Button size="mini" onPress={putAway}>{common('close')}</Button>}>
        {t(notice.kind === 'too-large' ? 'pasteTooLarge' : 'noClipboard')}
      </Notice>
    );
  }
  const allow = (): void => {
    void copyText(notice.text).then(putAway);
  };
  return (
    <Notice
      icon={ClipboardCopy}
      isLive
      actions={
        <>
          <Button size="mini" onPress={putAway}>{t('copyRefuse')}</Button>
          <Button size="mini" variant="tonal" onPress={allow}>{t('copyAllow')}</Button>
        </>
      }
    >
      {t('copyRequest', { characters: notice.text.length })}
    </Notice>
  );
}
