'use client';

import type { editor, Selection } from 'monaco-editor/editor';
import { Lock } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';

import type { TextEditorContext } from '../../../../components/workbench/editors/text-editor.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { editorSession } from '../editor-session.ts';
import { encodingLabel } from '../model/encodings.ts';
import type { FileModel } from '../model/file-model.ts';
import { languageName } from './language-name.ts';
import { textSession } from './text-session.ts';

/** What the status bar says of the text that one is in; each says it and changes it. */
export function TextFacts() {
  const session = textSession.use();
  const current = useStore(session.current);
  const active = useStore(editorSession.use().editors.active);
  if (current === null) return null;
  const model = active?.path === current.path ? active : null;
  return <Facts context={current} file={model} />;
}

function Facts({ context, file }: { readonly context: TextEditorContext; readonly file: FileModel | null }) {
  const t = useTranslations('text.status');
  const { asked } = textSession.use();
  const { quickOpen } = useWorkbench();
  const facts = useTextFacts(context);
  const position = facts.count > 1 ? t('selections', { count: facts.count }) : t(facts.characters > 0 ? 'selected' : 'position', { line: facts.line, column: facts.column, characters: facts.characters });
  return (
    <>
      {file !== null && <ReadOnly file={file} />}
      <Item title={t('goToLine')} onClick={() => quickOpen.emit({ text: ':' })}>
        {position}
      </Item>
      <Item title={t('indentation')} onClick={() => asked.emit('indentation')}>
        {t(facts.usesSpaces ? 'spaces' : 'tabs', { count: facts.tabSize })}
      </Item>
      {file !== null && <Encoding file={file} />}
      <Item title={t('eol')} onClick={() => asked.emit('eol')}>
        {facts.lineEnd}
      </Item>
      <Item title={t('language')} onClick={() => asked.emit('language')}>
        {facts.language ?? t('plainText')}
      </Item>
    </>
  );
}

function ReadOnly({ file }: { readonly file: FileModel }) {
  const t = useTranslations('editor');
  const { readOnly } = useStore(file.facts);
  return !readOnly ? null : (
    <span className="item">
      <Lock aria-hidden />
      {t('readOnly')}
    </span>
  );
}

function Encoding({ file }: { readonly file: FileModel }) {
  const t = useTranslations('text.status');
  const { asked } = textSession.use();
  const { encoding } = useStore(file.facts);
  return (
    <Item title={t('encoding')} onClick={() => asked.emit('encoding')}>
      {encoding === 'utf-8-bom' ? t('bom') : encoding === 'windows-1252' ? 'Windows-1252' : encodingLabel(encoding)}
    </Item>
  );
}

function Item({ title, onClick, children }: { readonly title: string; readonly onClick: () => void; readonly children: React.ReactNode }) {
  return (
    <button type="button" className="item focus-inset" title={title} onClick={onClick}>
      {children}
    </button>
  );
}

type TextFacts = {
  readonly line: number;
  readonly column: number;
  /** Of the one selection. */
  readonly characters: number;
  readonly count: number;
  readonly usesSpaces: boolean;
  readonly tabSize: number;
  readonly lineEnd: 'LF' | 'CRLF';
  readonly language: string | null;
};

const NONE: TextFacts = { line: 1, column: 1, characters: 0, count: 1, usesSpaces: true, tabSize: 4, lineEnd: 'LF', language: null };
/** Counting what is selected must not make selecting slow. */
const MAX_COUNTED_LINES = 10_000;

function useTextFacts(context: TextEditorContext): TextFacts {
  const [facts, setFacts] = useState(NONE);
  useEffect(() => {
    const { editor: view, model, monaco } = context;
    const read = (): void => {
      if (model.isDisposed()) return;
      const { insertSpaces, tabSize } = model.getOptions();
      const selections = view.getSelections() ?? [];
      const { lineNumber = 1, column = 1 } = view.getPosition() ?? {};
      setFacts({
        line: lineNumber, column, characters: selected(model, selections), count: selections.length, usesSpaces: insertSpaces, tabSize,
        lineEnd: model.getEOL() === '\n' ? 'LF' : 'CRLF', language: languageName(monaco, model.getLanguageId()),
      });
    };
    // Once for all cursors of one movement, and after the key has been drawn.
    let frame: number | null = null;
    const later = (): void => {
      frame ??= requestAnimationFrame(() => {
        frame = null;
        read();
      });
    };
    read();
    const subscriptions = [view.onDidChangeCursorSelection(later), model.onDidChangeOptions(read), model.onDidChangeLanguage(read), model.onDidChangeContent((event) => event.isEolChange && read())];
    return () => {
      if (frame !== null) cancelAnimationFrame(frame);
      for (const subscription of subscriptions) subscription.dispose();
    };
  }, [context]);
  return facts;
}

function selected(model: editor.ITextModel, selections: readonly Selection[]): number {
  const [only] = selections;
  if (only === undefined || selections.length > 1 || only.endLineNumber - only.startLineNumber > MAX_COUNTED_LINES) return 0;
  return model.getValueLengthInRange(only);
}
