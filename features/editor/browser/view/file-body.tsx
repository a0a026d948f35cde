'use client';

import { useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';

import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { editorSession } from '../editor-session.ts';
import { ownText, type Tab } from '../groups/tab.ts';
import type { FileModel } from '../model/file-model.ts';
import type { FileState } from '../model/file-state.ts';
import { isUntitled } from '../model/untitled.ts';
import { CodeEditor } from './code-editor.tsx';
import { CompareView } from './compare-view.tsx';
import { Crumbs } from './crumbs/crumbs.tsx';
import { FileNotices } from './file-notices.tsx';
import { useTabName } from './tab-name.ts';
import { Unshown } from './unshown.tsx';

type FileBodyProps = { readonly group: string; readonly tab: Tab; readonly isFront: boolean; readonly isShown: boolean };

/** A file in the text editor: what it has to say, where it lies, its text. */
export function FileBody(props: FileBodyProps) {
  const { files } = editorSession.use().editors;
  const path = ownText(props.tab.input);
  const model = useSyncExternalStore(files.all.subscribe, () => files.find(path), () => null);
  return model === null ? null : <ModelBody {...props} model={model} />;
}

function ModelBody({ group, tab, isFront, isShown, model }: FileBodyProps & { readonly model: FileModel }) {
  const t = useTranslations('editor');
  const session = editorSession.use();
  const state = useStore(model.state);
  const theirs = useStore(session.comparing).get(model);
  const standIn = useStandIn(model, state);
  const name = useTabName()(tab.input);
  const isText = state.phase !== 'unshown' && state.phase !== 'loading';
  const isTextShown = isText && theirs === undefined;
  return (
    <>
      <FileNotices model={model} />
      {!isUntitled(model.path) && <Crumbs path={model.path} group={group} />}
      <div className="editor-body" role="tabpanel" id={isShown ? `editor-view-${group}` : undefined} aria-label={name}>
        {state.phase === 'unshown' && (standIn === null ? <Unshown model={model} state={state} group={group} tab={tab} /> : <standIn.View path={model.path} visible={isShown} />)}
        {state.phase === 'loading' && (
          <div className="p-4">
            <Skeleton rows={6} label={t('loading', { name })} />
          </div>
        )}
        {theirs !== undefined && isText && <CompareView key={model.path} model={model} theirs={theirs} />}
        <div hidden={!isTextShown} className="flex">
          <div className="relative flex-1 *:absolute *:inset-0">
            <CodeEditor model={model} group={group} tab={tab.id} isShown={isTextShown && isShown} isFront={isFront} />
          </div>
        </div>
      </div>
    </>
  );
}

/** What shows a file in place of the text that it has not. */
function useStandIn(model: FileModel, state: FileState) {
  const viewers = useStore(useWorkbench().editors.viewers);
  const { phase } = state;
  const reason = phase === 'unshown' && (state.reason === 'binary' || state.reason === 'too_large') ? state.reason : null;
  return (reason === null ? undefined : viewers.find(({ insteadOf, accepts }) => insteadOf?.includes(reason) && accepts(model.path) !== null)) ?? null;
}
