'use client';

import { File, Folder, Undo2 } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats, useMoment } from '../../../../components/i18n/provider.tsx';
import { Button, IconButton } from '../../../../components/ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../../../components/ui/dialog.tsx';
import { displayName } from '../../../../shared/display-name.ts';
import { parentPath } from '../../../../shared/file-path.ts';
import { TRASH_DAYS, type TrashItem } from '../../contract.ts';
import { nameOfPath, type FilesSession } from '../files-session.ts';

/** What was deleted, the latest first: each can be had again, all of it can go for good. */
export function TrashDialog({ session }: { readonly session: FilesSession }) {
  const t = useTranslations('files.trash');
  const common = useTranslations('common');
  const formats = useFormats();
  const moment = useMoment();
  const [items, setItems] = useState<readonly TrashItem[] | null>(null);
  const [isEmptying, setEmptying] = useState(false);
  const close = (): void => session.trashOpen.set(false);
  const look = useCallback(async (): Promise<void> => {
    await session.deeds.attempt({ doing: 'read', name: '' }, async () => setItems(await session.client.trash()));
  }, [session]);
  useEffect(() => void look(), [look]);

  const restore = async (id: string): Promise<void> => {
    await session.deeds.restore([id]);
    await look();
  };
  const empty = async (): Promise<void> => {
    await session.deeds.attempt({ doing: 'remove', name: '' }, async () => void (await session.client.emptyTrash()));
    setEmptying(false);
    await look();
  };
  const isNothing = items?.length === 0;
  return (
    <Dialog isOpen title={t('title')} closeLabel={common('close')} onClose={close} widthPx={640}>
      <DialogBody>
        <p className="text-ink-2">{isNothing ? t('nothing') : t('text', { days: TRASH_DAYS })}</p>
        {items !== null && !isNothing && (
          <ul className="trash-list" aria-label={t('title')}>
            {items.map(({ id, path, kind, deletedAtMs, sizeBytes }) => {
              const name = displayName(nameOfPath(path));
              const Sign = kind === 'folder' ? Folder : File;
              return (
                <li key={id}>
                  <Sign aria-hidden />
                  <span className="what">
                    <span>{name}</span>
                    <span className="where" title={displayName(path)}>
                      {displayName(parentPath(path))}
                    </span>
                  </span>
                  <span className="when">
                    {moment(deletedAtMs)} · {formats.size(sizeBytes)}
                  </span>
                  <IconButton size="mini" icon={Undo2} label={t('restore', { name })} tip={t('restoreTip')} onPress={() => void restore(id)} />
                </li>
              );
            })}
          </ul>
        )}
      </DialogBody>
      <DialogFooter>
        {isEmptying && <span className="text-small text-ink-2">{t('sure')}</span>}
        <span className="flex-1" />
        {!isNothing && items !== null && (
          <Button variant={isEmptying ? 'danger' : 'quiet'} onPress={() => (isEmptying ? void empty() : setEmptying(true))}>
            {t(isEmptying ? 'emptyNow' : 'empty')}
          </Button>
        )}
        <Button variant="primary" autoFocus onPress={close}>
          {common('close')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
