'use client';

import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';

import { CancelFooter } from '../../../../components/page/cancel-footer.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { ConfirmDialog } from '../../../../components/ui/confirm-dialog.tsx';
import { Dialog, DialogBody } from '../../../../components/ui/dialog.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { TRASH_DAYS } from '../../contract.ts';
import { filesSession, type FilesSession } from '../files-session.ts';
import { isFolder, pathOf, type TreeNode } from '../tree/file-tree.ts';
import { useAnnouncements } from './use-announcements.ts';

const TrashDialog = lazy(() => import('./trash-dialog.tsx').then((module) => ({ default: module.TrashDialog })));
const UploadDialogs = lazy(() => import('./upload-dialogs.tsx').then((module) => ({ default: module.UploadDialogs })));

/** What the explorer asks, and what it says when something did not work. */
export function FilesDialogs() {
  const session = filesSession.use();
  const removing = useStore(session.removing);
  const moving = useStore(session.moving);
  const isTrashOpen = useStore(session.trashOpen);
  const uploads = useStore(session.transfers.uploads);
  useAnnouncements(session);
  return (
    <>
      {removing !== null && <RemoveDialog session={session} {...removing} />}
      {moving !== null && <MoveDialog session={session} node={moving} />}
      <Suspense>
        {isTrashOpen && <TrashDialog session={session} />}
        {uploads.length > 0 && <UploadDialogs session={session} uploads={uploads} />}
      </Suspense>
    </>
  );
}

function RemoveDialog({ session, nodes, forGood }: { readonly session: FilesSession; readonly nodes: readonly TreeNode[]; readonly forGood: boolean }) {
  const t = useTranslations('files.deleteDialog');
  const common = useTranslations('common');
  const [isPending, setPending] = useState(false);
  const [first] = nodes;
  const name = displayName(first?.name ?? '');
  const isTooLarge = useStore(session.deeds.tooLarge).length > 0;
  const isWhole = first !== undefined && isFolder(first) && first.kind !== 'link';
  const close = (): void => {
    session.removing.set(null);
    session.deeds.tooLarge.set([]);
  };
  const confirm = async (): Promise<void> => {
    setPending(true);
    session.deeds.tooLarge.set([]);
    await session.remove(nodes, { forGood });
    // What is too large for the trash has asked again by now.
    if (session.removing.get()?.nodes === nodes) session.removing.set(null);
    setPending(false);
  };
  return (
    <ConfirmDialog
      isOpen
      isPending={isPending}
      title={nodes.length > 1 ? t('several', { count: nodes.length }) : t(isWhole ? 'folder' : 'file', { name })}
      confirmLabel={nodes.length > 1 ? t(forGood ? 'confirmSeveralForGood' : 'confirmSeveral', { count: nodes.length }) : t(forGood ? 'confirmForGood' : 'confirm', { name })}
      cancelLabel={common('cancel')}
      closeLabel={common('close')}
      onConfirm={() => void confirm()}
      onClose={close}
    >
      <p className="text-ink-2">{t(isTooLarge ? 'tooLarge' : forGood ? 'textForGood' : 'text', { days: TRASH_DAYS })}</p>
      {nodes.length > 1 && (
        <ul className="names-list">
          {nodes.slice(0, MAX_LISTED).map((node) => (
            <li key={node.id}>{displayName(node.name)}</li>
          ))}
          {nodes.length > MAX_LISTED && <li className="text-ink-3">{t('more', { count: nodes.length - MAX_LISTED })}</li>}
        </ul>
      )}
    </ConfirmDialog>
  );
}

const MAX_LISTED = 10;

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
