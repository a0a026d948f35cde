'use client';

import { Undo2 } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { Button, IconButton } from '../../../../components/ui/button.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { displayName } from '../../../../shared/display-name.ts';
import { parentPath } from '../../../../shared/file-path.ts';
import { editorSession } from '../editor-session.ts';
import type { FileModel } from '../model/file-model.ts';
import { isDirty } from '../model/file-state.ts';
import { isUntitled } from '../model/untitled.ts';
import { MonacoBuffer } from '../monaco/monaco-buffer.ts';
import { useFileName } from './tab-name.ts';

/** A phone's head while the editor shows: the file, undo, save. */
export function EditorPhoneHead() {
  const { editors } = editorSession.use();
  const active = useStore(editors.active);
  const { workspace } = useWorkbench();
  if (active !== null) return <FileHead model={active} />;
  return (
    <header className="phtop">
      <h1 className="flex-1">{workspace.name}</h1>
    </header>
  );
}

function FileHead({ model }: { readonly model: FileModel }) {
  const t = useTranslations('editor');
  const session = editorSession.use();
  const state = useStore(model.state);
  const fileName = useFileName();
  const dirty = isDirty(state);
  const undo = (): void => {
    const buffer = model.buffer.get();
    if (buffer instanceof MonacoBuffer) void buffer.model.undo();
  };
  return (
    <header className="phtop">
      <div className="min-w-0 flex-1">
        <h1>
          <span className="truncate">{fileName(model.path)}</span>
          {dirty && <span className="led bg-ink-2" title={t('unsaved')} />}
        </h1>
        {!isUntitled(model.path) && <small>{displayName(parentPath(model.path)).slice(1).replaceAll('/', ' / ')}</small>}
      </div>
      <IconButton icon={Undo2} label={t('undo')} onPress={undo} />
      <Button variant="tonal" isDisabled={!dirty} isPending={state.phase === 'saving'} onPress={() => void session.save(model)}>
        {t('save')}
      </Button>
    </header>
  );
}
