'use client';

import { useState, type SubmitEvent } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { Button } from '../../../../components/ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../../../components/ui/dialog.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import { FilePath } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import { editorSession } from '../editor-session.ts';
import type { SaveAsQuestion } from '../saving/save-as.ts';
import { useFileName } from './tab-name.ts';

/** Asks where a text is to be; what is there already is only replaced after a second yes. */
export function SaveAsDialog({ question }: { readonly question: SaveAsQuestion }) {
  const t = useTranslations('editor.saveAs');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const session = editorSession.use();
  const fileName = useFileName();
  const { model, suggestion, answer } = question;
  const [path, setPath] = useState(suggestion);
  const [existing, setExisting] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);

  const save = async (): Promise<void> => {
    const parsed = FilePath.safeParse(path.trim());
    if (!parsed.success || parsed.data === '/') return setError(t('invalid'));
    setPending(true);
    try {
      const written = await session.writeAs(model, { path: parsed.data, replaces: existing === parsed.data });
      if (written === 'done') return answer(parsed.data);
      setExisting(parsed.data);
      setError(t('exists'));
    } catch (failure) {
      setError(fromWireError(failure).code === 'not_found' ? t('noFolder') : errorText(failure).what);
    }
    setPending(false);
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void save();
  };
  const change = (text: string): void => {
    setPath(text);
    setError(null);
  };
  return (
    <Dialog isOpen title={t('title', { name: fileName(model.path) })} closeLabel={common('close')} onClose={() => answer(null)}>
      <form onSubmit={onSubmit}>
        <DialogBody>
          <TextField label={t('label')} value={path} onChange={change} error={error} isVerbatim autoFocus />
        </DialogBody>
        <DialogFooter>
          <Button variant="quiet" onPress={() => answer(null)}>
            {common('cancel')}
          </Button>
          <span className="flex-1" />
          <Button type="submit" variant={existing === path.trim() ? 'danger' : 'primary'} isPending={isPending}>
            {t(existing === path.trim() ? 'overwrite' : 'save')}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
