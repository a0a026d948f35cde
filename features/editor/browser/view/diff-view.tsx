'use client';

import { ChevronDown, ChevronUp, Columns2, Rows2 } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { IconButton } from '../../../../components/ui/button.tsx';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { DIFF, type EditorInput } from '../../../../components/workbench/editors/editors.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { editorSession, focusKey } from '../editor-session.ts';
import { diffOf, FILE, tabId } from '../groups/tab.ts';
import { openDiff, type OpenDiff } from './open-diff.ts';
import { FileNotices } from './file-notices.tsx';
import { useRefLabel, useTabName } from './tab-name.ts';

export type DiffViewProps = { readonly group: string; readonly input: EditorInput; readonly isShown: boolean };

/** Two texts beside or within one another; the right one can be typed in where it is a file's own. */
export function DiffView({ group, input, isShown }: DiffViewProps) {
  const t = useTranslations('editor.diff');
  const session = editorSession.use();
  const workbench = useWorkbench();
  const errorText = useErrorText();
  const refLabel = useRefLabel();
  const name = useTabName()(input);
  const place = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<OpenDiff | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const isInline = useStore(session.diffInline);
  const params = diffOf(input);
  const paramsText = JSON.stringify(params);
  const own = params?.right.source === FILE ? params.right.path : null;
  const { files } = session.editors;
  const model = useSyncExternalStore(files.all.subscribe, () => files.find(own), () => null);

  useEffect(() => {
    const element = place.current;
    const wanted = diffOf({ kind: DIFF, key: '', params: JSON.parse(paramsText) as unknown });
    if (element === null || wanted === null) return;
    const stop = new AbortController();
    setFailure(null);
    const opening = openDiff({ session, workbench, element, params: wanted, signal: stop.signal });
    opening.then(setOpen, (error: unknown) => !stop.signal.aborted && setFailure(error));
    return () => {
      stop.abort();
      setOpen(null);
      opening.then((opened) => opened?.dispose(), () => undefined);
    };
  }, [session, workbench, paramsText]);

  useEffect(() => open?.editor.updateOptions({ renderSideBySide: !isInline }), [open, isInline]);
  useEffect(() => {
    if (open === null || !isShown) return;
    const takeFocus = (): void => {
      if (session.focusWish.take(focusKey(group, tabId(input))) !== null) open.editor.getModifiedEditor().focus();
    };
    takeFocus();
    return session.focusAsked.subscribe(takeFocus);
  }, [session, group, input, open, isShown]);
  const go = useCallback((target: 'next' | 'previous') => open?.editor.goToDiff(target), [open]);

  if (params === null) return <Failed title={t('unknown')} text="" />;
  return (
    <section className="diff" aria-label={t('label', { name })}>
      {model !== null && <FileNotices model={model} />}
      <div className="crumbs">
        <b>{refLabel(params.left)}</b>
        {open !== null && open.isLeftGone && <span>{t('none')}</span>}
        <span className="flex-1" />
        <b>{refLabel(params.right)}</b>
        {open !== null && open.isRightGone && <span>{t('none')}</span>}
        <IconButton size="mini" icon={ChevronUp} label={t('previous')} keys="Shift F7" onPress={() => go('previous')} />
        <IconButton size="mini" icon={ChevronDown} label={t('next')} keys="F7" onPress={() => go('next')} />
        <IconButton size="mini" icon={isInline ? Columns2 : Rows2} label={t(isInline ? 'sideBySide' : 'inline')} onPress={() => session.diffInline.set(!isInline)} />
      </div>
      {failure !== null && <Failed title={errorText(failure).what} text={errorText(failure).why} />}
      <div ref={place} className="relative min-h-0 flex-1" hidden={failure !== null} />
    </section>
  );
}

function Failed({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className="grid flex-1 place-items-center p-6">
      <EmptyState title={title} text={text} />
    </div>
  );
}
