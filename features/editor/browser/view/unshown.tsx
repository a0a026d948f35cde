'use client';

import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { AtelierError } from '../../../../shared/errors.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { baseName, type FilePath } from '../../../../shared/file-path.ts';
import { MAX_EDIT_BYTES } from '../../../files/contract.ts';
import { editorSession } from '../editor-session.ts';
import type { Tab, TabPlace } from '../groups/tab.ts';
import type { FileModel } from '../model/file-model.ts';
import type { FileState } from '../model/file-state.ts';

export type UnshownProps = { readonly model: FileModel; readonly state: Extract<FileState, { phase: 'unshown' }>; readonly group: string; readonly tab: Tab };

/** In the place of a text that there is not: what it is, why, and what can be done. */
export function Unshown({ model, state, group, tab }: UnshownProps) {
  const t = useTranslations('editor.unshown');
  const common = useTranslations('common');
  const formats = useFormats();
  const errorText = useErrorText();
  const name = displayName(baseName(model.path));
  const { reason } = state;
  const viewers = <OpenWith path={model.path} place={{ group, tab: tab.id }} />;
  if (reason === 'binary') {
    return (
      <Panel title={t('binary', { name })} text={t('binaryText', { size: formats.size(state.sizeBytes ?? 0) })}>
        {viewers}
      </Panel>
    );
  }
  if (reason === 'too_large') {
    return (
      <Panel title={t('too_large', { name })} text={t('too_largeText', { size: formats.size(MAX_EDIT_BYTES) })}>
        {viewers}
      </Panel>
    );
  }
  if (reason === 'not_a_file') return <Panel title={t('not_a_file', { name })} text={t('not_a_fileText')} />;
  const retry = (
    <Button className="mt-2" onPress={() => void model.load()}>
      {common('tryAgain')}
    </Button>
  );
  if (reason === 'not_found') {
    return (
      <Panel title={t('not_found', { name })} text={t('not_foundText')}>
        {retry}
      </Panel>
    );
  }
  const { what, why } = errorText(new AtelierError(reason));
  return (
    <Panel title={`${name}: ${what}`} text={why}>
      {retry}
    </Panel>
  );
}

/** What else can show the file. */
function OpenWith({ path, place }: { readonly path: FilePath; readonly place: TabPlace }) {
  const t = useTranslations();
  const { editors } = editorSession.use();
  const viewers = useStore(useWorkbench().editors.viewers).filter(({ accepts }) => accepts(path) !== null);
  if (viewers.length === 0) return null;
  return (
    <div className="mt-2 flex gap-2">
      {viewers.map(({ id, titleKey }) => (
        <Button key={id} onPress={() => editors.reopenWith(place, id)}>
          {t('editor.openWith', { viewer: t(titleKey) })}
        </Button>
      ))}
    </div>
  );
}

function Panel({ title, text, children }: { readonly title: string; readonly text: string; readonly children?: React.ReactNode }) {
  return (
    <div className="grid place-items-center p-6">
      <EmptyState title={title} text={text}>
        {children}
      </EmptyState>
    </div>
  );
}
