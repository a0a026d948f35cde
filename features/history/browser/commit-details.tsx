'use client';
import { useQuery } from '@tanstack/react-query';
import { Copy, GitBranch, GitCompareArrows, Plus, Tag, Undo2, X } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { useMoment } from '../../../components/i18n/provider.tsx';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { copyText } from '../../../components/ui/copy-text.ts';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import type { CommitDetails as Details, CommitPlace } from '../contract.ts';
import { RefLabel } from './commit-rows.tsx';
import { useDeeds } from './deeds.ts';
import { FileList } from './file-list.tsx';
import type { HistoryLog } from './history-log.ts';
import { ResetDialog } from './reset-dialog.tsx';

/** One commit: its words, where it stands, its files, and what can be done with it. */
export function CommitDetails({ log, hash, stamp, onClose, onGo }: { readonly log: HistoryLog; readonly hash: string; readonly stamp: string; readonly onClose: () => void; readonly onGo: (hash: string) => void }) {
  const t = useTranslations('history');
  const errorText = useErrorText();
  const { workspace } = useWorkbench();
  const { data, error } = useQuery({ queryKey: ['history', workspace.id, log.root, hash], queryFn: ({ signal }) => log.client.commit({ root: log.root, hash }, { signal }), staleTime: Number.POSITIVE_INFINITY });
  const place = useQuery({ queryKey: ['history', workspace.id, log.root, hash, 'place', stamp], queryFn: ({ signal }) => log.client.place({ root: log.root, hash }, { signal }) });
  const copy = (): void => void copyText(hash).then(() => showToast({ title: t('copied') }), () => undefined);
  return (
    <aside className="details" aria-label={t('commitOf', { hash: hash.slice(0, 7) })}>
      <div className="top">
        <span className="mono text-ink-2">{hash.slice(0, 7)}</span>
        <IconButton size="mini" icon={Copy} label={t('copyHash')} onPress={copy} />
        <IconButton size="mini" icon={GitCompareArrows} label={t('menu.compareNow')} onPress={() => log.compared.set({ from: hash, to: null })} />
        <span className="push" />
        <IconButton size="mini" icon={X} label={t('close')} onPress={onClose} />
      </div>
      {error !== null && <p className="p-4 text-small text-ink-2">{errorText(error).what}</p>}
      {data === undefined ? error === null && <Skeleton rows={6} label={t('commitOf', { hash: hash.slice(0, 7) })} className="p-4" /> : <Shown details={data} place={place.data} log={log} onGo={onGo} />}
    </aside>
  );
}

function Shown({ details, place, log, onGo }: { readonly details: Details; readonly place: CommitPlace | undefined; readonly log: HistoryLog; readonly onGo: (hash: string) => void }) {
  const t = useTranslations('history');
  const moment = useMoment();
  const { author, parents, subject, body, files, fileCount } = details;
  return (
    <>
      <div className="det">
        <div>
          <h3>{subject}</h3>
          {body !== '' && <p className="body">{body}</p>}
        </div>
        <dl className="facts">
          <dt>{t('author')}</dt>
          <dd className="person">
            <Avatar name={author.name} colourKey={author.email} size="small" />
            <span title={author.email}>{t('authorAt', { name: author.name, moment: moment(author.atMs) })}</span>
          </dd>
          {parents.length > 0 && <dt>{t('parents', { count: parents.length })}</dt>}
          {parents.length > 0 && (
            <dd>
              {parents.map((parent) => (
                <AriaButton key={parent.hash} className="parent" onPress={() => onGo(parent.hash)}>
                  <span className="mono">{parent.hash.slice(0, 7)}</span> {parent.subject}
                </AriaButton>
              ))}
            </dd>
          )}
          <dt>{t('isIn')}</dt>
          <dd className="flex flex-wrap gap-1.5">
            {place?.branches.map((name) => (
              <RefLabel key={name} ref_={{ kind: name.includes('/') ? 'remote' : 'branch', name, isHead: name === place.branch }} colour={0} />
            ))}
            {place?.branchCount === 0 && t('isInNone')}
            {place !== undefined && place.branchCount > place.branches.length && <span>{t('isInMore', { count: place.branchCount - place.branches.length })}</span>}
          </dd>
        </dl>
        <FileList label={t('filesOf')} files={files} fileCount={fileCount} sides={{ left: parents[0]?.hash ?? null, right: details.hash }} root={log.root} />
      </div>
      {place !== undefined && <Acts details={details} place={place} log={log} />}
    </>
  );
}

function Acts({ details: { hash }, place, log }: { readonly details: Details; readonly place: CommitPlace; readonly log: HistoryLog }) {
  const t = useTranslations('history');
  const deeds = useDeeds(log.root);
  const isResetting = useStore(log.resetting) === hash;
  const setResetting = (isAsked: boolean): void => log.resetting.set(isAsked ? hash : null);
  if (!deeds.canWrite) return null;
  const here = place.branch ?? t('detached');
  return (
    <div className="acts">
      <p>{t('onBranch', { branch: here })}</p>
      <div className="two">
        <Button icon={Plus} isPending={deeds.busy === 'cherryPick'} onPress={() => void deeds.cherryPick(hash)}>
          {t('cherryPick')}
        </Button>
        <Button icon={Undo2} isPending={deeds.busy === 'revert'} onPress={() => void deeds.revert(hash)}>
          {t('revert')}
        </Button>
        <Button icon={GitBranch} isPending={deeds.busy === 'branch'} onPress={() => void deeds.branch(hash)}>
          {t('branchFrom')}
        </Button>
        <Button icon={Tag} isPending={deeds.busy === 'tag'} onPress={() => void deeds.tag(hash)}>
          {t('tag')}
        </Button>
      </div>
      <Button variant="quiet" isPending={deeds.busy === 'reset'} onPress={() => setResetting(true)}>
        {t('reset', { branch: here })}
      </Button>
      <small>{place.leaving === 0 ? t('leavesNone') : t('leaves', { count: place.leaving })}</small>
      {isResetting && (
        <ResetDialog
          place={place}
          hash={hash}
          isPending={deeds.busy === 'reset'}
          onClose={() => setResetting(false)}
          onReset={async (mode) => {
            if (await deeds.reset(hash, mode)) setResetting(false);
          }}
        />
      )}
    </div>
  );
}
