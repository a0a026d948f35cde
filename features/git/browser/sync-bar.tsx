'use client';
import { ArrowDown, ArrowDownToLine, ArrowUp, ArrowUpFromLine, ChevronDown, Ellipsis, GitBranch, RefreshCw, UploadCloud } from 'lucide-react';
import { useState, type MouseEvent } from 'react';
import { useTranslations } from 'use-intl';

import { Button, IconButton } from '../../../components/ui/button.tsx';
import { Menu, MenuItem, MenuLine, MenuTrigger } from '../../../components/ui/menu.tsx';
import { ContextMenu, type MenuPoint } from '../../../components/workbench/context-menu.tsx';
import { useOwned } from '../../../components/workbench/use-owned.ts';
import { Store } from '../../../components/workbench/store.ts';
import { useStore } from '../../../components/workbench/use-store.ts';
import type { BackupState, SyncState } from '../../branches/contract.ts';
import type { ModuleStatus } from '../contract.ts';
import { BackupLine } from './backup-line.tsx';
import { branchesSession, ModuleSync, type BranchFlow } from './branches-session.ts';
import { gitSession } from './git-session.ts';
import { useActions } from './use-action.ts';

const NO_STATE = new Store<SyncState | null>(null);
const NO_BACKUP = new Store<BackupState | null>(null);

/** Which branch, and one button for what goes to the server and comes from it; the rest is in a menu. */
export function SyncBar({ status }: { readonly status: ModuleStatus }) {
  const { root, branch, head, access } = status;
  const t = useTranslations('branches');
  const session = branchesSession.use();
  const { canWrite } = gitSession.use();
  const sync = useOwned(() => new ModuleSync(session, root));
  const state = useStore(sync?.state ?? NO_STATE);
  const backup = useStore(sync?.backup ?? NO_BACKUP);
  const busy = useStore(session.busy)[root];
  const ask = (flow: BranchFlow): void => session.asked.emit({ flow, root });
  const [menuAt, setMenuAt] = useState<MenuPoint | null>(null);
  const openMenu = (event: MouseEvent): void => {
    if (!canWrite) return;
    event.preventDefault();
    setMenuAt({ x: event.clientX, y: event.clientY });
  };
  const name = branch ?? t('bar.detached', { hash: head?.slice(0, 7) ?? '' });
  const { ahead, behind } = state ?? { ahead: 0, behind: 0 };
  const isNew = state !== null && state.branch !== null && state.upstream === null && state.head !== null;
  return (
    <>
      <div className="flex items-center gap-1.5" onContextMenu={openMenu}>
        <Button size="mini" className="min-w-0" icon={GitBranch} aria-label={t('bar.branch', { name })} isDisabled={!canWrite} isPending={busy === 'switch'} onPress={() => ask('switch')}>
          <span className="min-w-0 truncate">{name}</span>
          <ChevronDown className="size-3 flex-none text-ink-3" aria-hidden />
        </Button>
        <span className="flex-1" />
        {canWrite && access === 'propose' && <SendAndGet status={status} />}
        {canWrite && access === 'write' && (
          <Button size="mini" className="flex-none" variant={ahead + behind > 0 ? 'tonal' : 'plain'} icon={isNew ? UploadCloud : RefreshCw} aria-label={isNew ? t('bar.publishOf', { ahead }) : t('bar.syncOf', { ahead, behind })} isDisabled={branch === null} isPending={busy === 'sync'} onPress={() => ask('sync')}>
            {isNew ? t('bar.publish') : t('bar.sync')}
            {behind > 0 && <Figure count={behind} sign={ArrowDown} />}
            {ahead > 0 && <Figure count={ahead} sign={ArrowUp} />}
          </Button>
        )}
        {canWrite && (
          <MenuTrigger>
            <IconButton size="mini" icon={Ellipsis} label={t('bar.more')} />
            <Menu aria-label={t('bar.more')}>
              <BranchItems state={state} onAsk={ask} />
            </Menu>
          </MenuTrigger>
        )}
      </div>
      {menuAt !== null && (
        <ContextMenu label={t('bar.more')} at={menuAt} onClose={() => setMenuAt(null)}>
          <BranchItems state={state} onAsk={ask} />
        </ContextMenu>
      )}
      {canWrite && backup !== null && <BackupLine backup={backup} onRestore={() => ask('backups')} />}
    </>
  );
}

/** Of who proposes: what they send is reviewed first. */
function SendAndGet({ status }: { readonly status: ModuleStatus }) {
  const t = useTranslations('git');
  const { busy, send, get } = useActions(status);
  const { unsentCount, behind } = status;
  return (
    <>
      <Button size="mini" icon={ArrowDownToLine} isPending={busy === 'get'} onPress={get}>
        {behind === 0 ? t('pull') : t('pullCount', { count: behind })}
      </Button>
      <Button size="mini" icon={ArrowUpFromLine} isPending={busy === 'send'} onPress={send}>
        {unsentCount === 0 ? t('push') : t('pushCount', { count: unsentCount })}
      </Button>
    </>
  );
}

function Figure({ count, sign: Sign }: { readonly count: number; readonly sign: typeof ArrowUp }) {
  return (
    // Drawn, not written: the button's name says it in words.
    <span className="inline-flex items-center text-ink-2 before:content-[attr(data-count)]" data-count={count} aria-hidden>
      <Sign className="size-3" aria-hidden />
    </span>
  );
}

/** Of a branch: the button's menu, and that of a right click beside it. */
function BranchItems({ state, onAsk }: { readonly state: SyncState | null; readonly onAsk: (flow: BranchFlow) => void }) {
  const t = useTranslations('branches');
  const item = (flow: BranchFlow): React.ReactNode => (
    <MenuItem key={flow} onAction={() => onAsk(flow)}>
      {t(`menu.${flow === 'sync' ? 'pull' : flow}`)}
    </MenuItem>
  );
  const operation = state?.operation ?? null;
  const hasRemotes = branchesSession.use().workbench.capabilities.has('remotes');
  return (
    <>
      {operation !== null && item('continue')}
      {operation !== null && operation !== 'merge' && item('skip')}
      {operation !== null && <MenuLine />}
      {(['switch', 'create', 'rename', 'remove'] as const).map(item)}
      <MenuLine />
      {(['merge', 'rebase'] as const).map(item)}
      <MenuLine />
      {(['stash', 'stashes'] as const).map(item)}
      <MenuLine />
      {(['fetch', 'pull', 'push'] as const).map(item)}
      {hasRemotes && item('remotes')}
      <MenuLine />
      {(['backUp', 'backups'] as const).map(item)}
    </>
  );
}
