'use client';

import { ChevronRight } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';

import '../editor.css';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { baseName } from '../../../../shared/file-path.ts';
import { editorSession } from '../editor-session.ts';
import type { FileModel } from '../model/file-model.ts';
import { removeFirstText } from '../first-text/take-over.ts';
import { CodeEditor } from './code-editor.tsx';
import { CompareView } from './compare-view.tsx';
import { FileNotices } from './file-notices.tsx';
import { EditorTabs } from './tabs.tsx';
import { Unshown } from './unshown.tsx';

/** One group of editors: tabs, what the file in front has to say, its path, its text. */
export function EditorArea() {
  const t = useTranslations('editor');
  const { editors } = editorSession.use();
  const files = useStore(editors.files);
  const active = useStore(editors.active);
  const isEmpty = active === null;
  useEffect(() => {
    if (isEmpty) void removeFirstText();
  }, [isEmpty]);
  if (isEmpty) {
    return (
      <div className="grid flex-1 place-items-center p-6">
        <EmptyState title={t('empty.title')} text={t('empty.text')} />
      </div>
    );
  }
  return (
    <>
      <div className="tabs tabline">
        <EditorTabs files={files} active={active} />
      </div>
      <FileNotices model={active} />
      <Crumbs path={active.path} />
      <FileBody model={active} />
    </>
  );
}

function Crumbs({ path }: { readonly path: string }) {
  const folders = path.split('/').slice(1, -1);
  return (
    <div className="crumbs">
      {folders.map((folder, index) => (
        <span key={folders.slice(0, index + 1).join('/')} className="flex items-center gap-1">
          {displayName(folder)}
          <ChevronRight aria-hidden />
        </span>
      ))}
      <b>{displayName(path.slice(path.lastIndexOf('/') + 1))}</b>
    </div>
  );
}

function FileBody({ model }: { readonly model: FileModel }) {
  const t = useTranslations('editor');
  const session = editorSession.use();
  const state = useStore(model.state);
  const theirs = useStore(session.comparing).get(model);
  const name = displayName(baseName(model.path));
  const isText = state.phase !== 'unshown' && state.phase !== 'loading';
  const isShown = isText && theirs === undefined;
  return (
    <div className="editor-body" role="tabpanel" id="editor-view" aria-label={name}>
      {state.phase === 'unshown' && <Unshown model={model} state={state} />}
      {state.phase === 'loading' && (
        <div className="p-4">
          <Skeleton rows={6} label={t('loading', { name })} />
        </div>
      )}
      {theirs !== undefined && isText && <CompareView key={model.path} model={model} theirs={theirs} />}
      <div hidden={!isShown} className="flex">
        <div className="relative flex-1 *:absolute *:inset-0">
          <CodeEditor model={model} isShown={isShown} />
        </div>
      </div>
    </div>
  );
}
