'use client';

import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';

import { useMoment } from '../../../../components/i18n/provider.tsx';
import { IconButton } from '../../../../components/ui/button.tsx';
import { displayName } from '../../../../shared/display-name.ts';
import { baseName } from '../../../../shared/file-path.ts';
import { editorSession } from '../editor-session.ts';
import type { FileModel } from '../model/file-model.ts';
import type { Theirs } from '../model/file-state.ts';
import { MonacoBuffer } from '../monaco/monaco-buffer.ts';
import { editorOptions } from '../monaco/options.ts';

/** The version on disk beside one's own, which can be typed in. */
export function CompareView({ model, theirs }: { readonly model: FileModel; readonly theirs: Theirs }) {
  const t = useTranslations('editor.compare');
  const moment = useMoment();
  const session = editorSession.use();
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = place.current;
    const buffer = model.buffer.get();
    if (element === null || !(buffer instanceof MonacoBuffer)) return;
    let dispose = (): void => undefined;
    let isGone = false;
    void session.monaco().then(
      (monaco) => {
        if (isGone) return;
        const original = monaco.editor.createModel(theirs.text, buffer.model.getLanguageId());
        original.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
        const view = monaco.editor.createDiffEditor(element, { ...editorOptions(), originalEditable: false, renderSideBySide: true, useInlineViewWhenSpaceIsLimited: true, ignoreTrimWhitespace: false });
        view.setModel({ original, modified: buffer.model });
        view.getModifiedEditor().focus();
        dispose = () => {
          view.dispose();
          original.dispose();
        };
      },
      // Told by the session's problems.
      () => undefined,
    );
    return () => {
      isGone = true;
      dispose();
    };
  }, [session, model, theirs]);

  return (
    <section className="flex flex-col" aria-label={t('label', { name: displayName(baseName(model.path)) })}>
      <div className="crumbs">
        <b>{t('left', { moment: moment(theirs.modifiedAtMs) })}</b>
        <span className="flex-1" />
        <b>{t('right')}</b>
        <IconButton size="mini" icon={X} label={t('close')} onPress={() => session.stopComparing(model)} />
      </div>
      <div ref={place} className="relative min-h-0 flex-1" />
    </section>
  );
}
