'use client';
import { ArrowDownToLine, ArrowUpFromLine, Ellipsis, KeyRound, Plus, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Button, IconButton } from '../../../../components/ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../../../components/ui/dialog.tsx';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { Menu, MenuItem, MenuTrigger } from '../../../../components/ui/menu.tsx';
import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import type { FilePath } from '../../../../shared/file-path.ts';
import type { Remote } from '../../../remotes/contract.ts';
import { KeyDialog, NameDialog, RemoteDialog } from './remote-dialogs.tsx';
import { useRemotes, type Remotes } from './use-remotes.ts';

/** Git servers of one module that are not this one: what comes from them, what goes there, and with which key. */
export function RemotesDialog({ root, onClose }: { readonly root: FilePath; readonly onClose: () => void }) {
  const t = useTranslations('branches.remotes');
  const common = useTranslations('common');
  const remotes = useRemotes(root);
  const [isAdding, setAdding] = useState(false);
  const [renamed, setRenamed] = useState<string | null>(null);
  const { data, error } = remotes.remotes;
  if (remotes.asksKey !== null) return <KeyDialog remotes={remotes} refused={remotes.asksKey} />;
  if (isAdding) return <RemoteDialog remotes={remotes} onClose={() => setAdding(false)} />;
  if (renamed !== null) return <NameDialog remotes={remotes} name={renamed} onClose={() => setRenamed(null)} />;
  return (
    <Dialog title={t('title')} isOpen onClose={onClose} closeLabel={common('close')} widthPx={620}>
      <DialogBody>
        {error !== null && <ErrorNotice error={error} onRetry={() => void remotes.remotes.refetch()} />}
        {data === undefined && error === null && <Skeleton rows={2} label={t('title')} />}
        {data?.length === 0 && <EmptyState title={t('empty')} text={t('emptyText')} className="py-4" />}
        <ul aria-label={t('title')} className="flex flex-col divide-y divide-line">
          {data?.map((remote) => (
            <RemoteRow key={remote.name} remote={remote} remotes={remotes} onRename={() => setRenamed(remote.name)} />
          ))}
        </ul>
      </DialogBody>
      <DialogFooter>
        <span className="flex-1 text-small text-ink-3">{t('kept')}</span>
        <Button variant="primary" icon={Plus} onPress={() => setAdding(true)}>
          {t('add')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

const ACTS = [['fetch', RefreshCw], ['pull', ArrowDownToLine], ['push', ArrowUpFromLine]] as const;

function RemoteRow({ remote, remotes, onRename }: { readonly remote: Remote; readonly remotes: Remotes; readonly onRename: () => void }) {
  const t = useTranslations('branches.remotes');
  const { name, url, place, isReachable } = remote;
  const key = remotes.keyOf(remote);
  const { busy } = remotes;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <div className="min-w-40 flex-1">
        <div className="flex items-baseline gap-2">
          <b className="font-semibold">{name}</b>
          <span className="min-w-0 truncate font-mono text-micro text-ink-3" title={url}>
            {url}
          </span>
        </div>
        <div className="flex items-center gap-1 text-small text-ink-2">
          {key !== null && <KeyRound className="size-3 flex-none" aria-hidden />}
          {!isReachable ? t('unreachable') : key !== null ? t('keyOf', { userName: key.userName }) : t(place === null ? 'noPlace' : 'noKey')}
        </div>
      </div>
      {isReachable && (
        <span className="flex flex-none gap-1">
          {ACTS.map(([act, icon]) => (
            <Button key={act} size="mini" icon={icon} aria-label={t(`actOf.${act}`, { name })} isPending={busy?.name === name && busy.act === act} isDisabled={busy !== null} onPress={() => void remotes.act(remote, act)}>
              {t(`act.${act}`)}
            </Button>
          ))}
        </span>
      )}
      <MenuTrigger>
        <IconButton size="mini" icon={Ellipsis} label={t('moreOf', { name })} />
        <Menu
          aria-label={t('moreOf', { name })}
          onAction={(id) => {
            if (id === 'key') remotes.askKey({ remote, act: null });
            else if (id === 'forget') void remotes.forgetKey(remote).catch(remotes.failed);
            else if (id === 'rename') onRename();
            else void remotes.remove(name).then(() => showToast({ title: t('removed', { name }), action: { label: t('undo'), run: () => void remotes.add({ name, url }).catch(remotes.failed) } }), remotes.failed);
          }}
        >
          {place !== null && isReachable && <MenuItem id="key">{t('setKey')}</MenuItem>}
          {key !== null && <MenuItem id="forget">{t('forgetKey')}</MenuItem>}
          <MenuItem id="rename">{t('rename')}</MenuItem>
          <MenuItem id="remove">{t('remove')}</MenuItem>
        </Menu>
      </MenuTrigger>
    </li>
  );
}
