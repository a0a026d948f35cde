'use client';

import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { CancelFooter } from '../../../../components/page/cancel-footer.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { ConfirmDialog } from '../../../../components/ui/confirm-dialog.tsx';
import { Dialog, DialogBody } from '../../../../components/ui/dialog.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { filesSession, type FilesSession } from '../files-session.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { isFolder, pathOf, type TreeNode } from '../tree/file-tree.ts';

/** What the explorer asks, and what it says when something did not work. */
export function FilesDialogs() {
  const session = filesSession.use();
  const removing = useStore(session.removing);
  const moving = useStore(session.moving);
  useProblems(session);
  return (
    <>
      {removing !== null && <RemoveDialog session={session} node={removing} />}
      {moving !== null && <MoveDialog session={session} node={moving} />}
    </>
  );
}

function useProblems(session: FilesSession): void {
  const t = useTranslations('files.problem');
  const errorText = useErrorText();
  useEffect(
    () =>
      session.problems.subscribe(({ doing, name, error }) => {
        const { what, why } = errorText(error);
        showToast({ title: t(doing, { name: displayName(name) }), text: `${what} ${why}`, tone: 'failed' });
      }),
    [session, t, errorText],
  );
}

function RemoveDialog({ session, node }: { readonly session: FilesSession; readonly node: TreeNode }) {
  const t = useTranslations('files.deleteDialog');
  const common = useTranslations('common');
  const [isPending, setPending] = useState(false);
  const name = displayName(node.name);
  const close = (): void => session.removing.set(null);
  const confirm = async (): Promise<void> => {
    setPending(true);
    await session.remove(node);
    close();
  };
  return (
    <ConfirmDialog
      isOpen
      isPending={isPending}
      title={t(isFolder(node) && node.kind !== 'link' ? 'folder' : 'file', { name })}
      confirmLabel={t('confirm', { name })}
      cancelLabel={common('cancel')}
      closeLabel={common('close')}
      onConfirm={() => void confirm()}
      onClose={close}
    >
      <p className="text-ink-2">{t('text')}</p>
    </ConfirmDialog>
  );
}

function MoveDialog({ session, node }: { readonly session: FilesSession; readonly node: TreeNode }) {
  const t = useTranslations('files.moveDialog');
  const common = useTranslations('common');
  const [path, setPath] = useState<string>(pathOf(node) ?? '');
  const [isPending, setPending] = useState(false);
  const close = (): void => session.moving.set(null);
  const submit = async (): Promise<void> => {
    setPending(true);
    const done = await session.moveToPath(node, path);
    setPending(false);
    if (done) close();
  };
  return (
    <Dialog isOpen title={t('title', { name: displayName(node.name) })} closeLabel={common('close')} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <DialogBody>
          <TextField autoFocus isVerbatim label={t('label')} hint={t('hint')} value={path} onChange={setPath} />
        </DialogBody>
        <CancelFooter onCancel={close}>
          <Button type="submit" variant="primary" isPending={isPending}>
            {t('confirm')}
          </Button>
        </CancelFooter>
      </form>
    </Dialog>
  );
}
