'use client';

import { Lock } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useStore } from '../../../../components/workbench/use-store.ts';
import { editorSession } from '../editor-session.ts';
import type { FileModel } from '../model/file-model.ts';
import { MonacoBuffer } from '../monaco/monaco-buffer.ts';

/** What the status bar says of the file in front: where the cursor is, indentation, encoding, line ends, language. */
export function FileFacts() {
  const active = useStore(editorSession.use().editors.active);
  return active === null ? null : <Facts model={active} />;
}

function Facts({ model }: { readonly model: FileModel }) {
  const t = useTranslations('editor');
  const session = editorSession.use();
  const position = useStore(session.position);
  const buffer = useStore(model.buffer);
  const { encoding, readOnly } = useStore(model.facts);
  const facts = useModelFacts(buffer instanceof MonacoBuffer ? buffer : null);
  if (facts === null) return null;
  return (
    <>
      {readOnly && (
        <span className="item">
          <Lock aria-hidden />
          {t('readOnly')}
        </span>
      )}
      {position !== null && (
        <button type="button" className="item focus-inset" title={t('status.goToLine')} onClick={() => session.focusText('line')}>
          {t('status.position', position)}
        </button>
      )}
      <span className="item">{t(facts.usesSpaces ? 'status.spaces' : 'status.tabs', { count: facts.tabSize })}</span>
      <span className="item">{encoding === 'utf-8-bom' ? t('status.bom') : encoding === 'utf-8' ? 'UTF-8' : 'Windows-1252'}</span>
      <span className="item">{facts.lineEnd}</span>
      <span className="item">{facts.language ?? t('status.plainText')}</span>
    </>
  );
}

type ModelFacts = { readonly usesSpaces: boolean; readonly tabSize: number; readonly lineEnd: 'LF' | 'CRLF'; readonly language: string | null };

function useModelFacts(buffer: MonacoBuffer | null): ModelFacts | null {
  const session = editorSession.use();
  const [facts, setFacts] = useState<ModelFacts | null>(null);
  useEffect(() => {
    if (buffer === null) return;
    let stops: (() => void)[] = [];
    let isGone = false;
    void session.monaco().then(
      (monaco) => {
        if (isGone) return;
        const read = (): void => {
          const { model } = buffer;
          const { insertSpaces, tabSize } = model.getOptions();
          const id = model.getLanguageId();
          const language = id === 'plaintext' ? null : (monaco.languages.getLanguages().find((known) => known.id === id && known.aliases)?.aliases?.[0] ?? id);
          setFacts({ usesSpaces: insertSpaces, tabSize, lineEnd: model.getEOL() === '\n' ? 'LF' : 'CRLF', language });
        };
        read();
        const subscriptions = [buffer.model.onDidChangeOptions(read), buffer.model.onDidChangeLanguage(read), buffer.model.onDidChangeContent((event) => event.isEolChange && read())];
        stops = subscriptions.map((subscription) => () => subscription.dispose());
      },
      // Told by the session's problems.
      () => undefined,
    );
    return () => {
      isGone = true;
      for (const stop of stops) stop();
      setFacts(null);
    };
  }, [buffer, session]);
  return facts;
}
