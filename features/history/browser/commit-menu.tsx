'use client';
import { useTranslations } from 'use-intl';

import { copyText } from '../../../components/ui/copy-text.ts';
import { MenuItem, MenuLine } from '../../../components/ui/menu.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import { ContextMenu, type MenuPoint } from '../../../components/workbench/context-menu.tsx';
import { useDeeds } from './deeds.ts';
import type { HistoryLog, Loaded } from './history-log.ts';

export type CommitMenuProps = { readonly log: HistoryLog; readonly loaded: Loaded; readonly hash: string; readonly selected: string | null; readonly at: MenuPoint; readonly onClose: () => void; readonly onSelect: (hash: string) => void };

/** What can be done with a commit and with the branches that stand at it. */
export function CommitMenu({ log, loaded, hash, selected, at, onClose, onSelect }: CommitMenuProps) {
  const t = useTranslations('history');
  const { canWrite, ...deeds } = useDeeds(log.root);
  const refs = loaded.refs.get(hash) ?? [];
  const here = loaded.branch ?? t('detached');
  const others = refs.filter(({ kind, isHead }) => kind !== 'tag' && !isHead);
  const copy = (): void => void copyText(hash).then(() => showToast({ title: t('copied') }), () => undefined);
  const withWhole = (ref: string): `refs/${string}` => ref as `refs/${string}`;
  return (
    <ContextMenu label={t('menu.of', { hash: hash.slice(0, 7) })} at={at} onClose={onClose}>
      <MenuItem onAction={copy}>{t('copyHash')}</MenuItem>
      <MenuItem onAction={() => log.compared.set({ from: hash, to: null })}>{t('menu.compareNow')}</MenuItem>
      {selected !== null && selected !== hash && <MenuItem onAction={() => log.compared.set({ from: selected, to: hash })}>{t('menu.compareWith', { hash: selected.slice(0, 7) })}</MenuItem>}
      {canWrite && <MenuLine />}
      {canWrite && <MenuItem onAction={() => void deeds.cherryPick(hash)}>{t('cherryPick')}</MenuItem>}
      {canWrite && <MenuItem onAction={() => void deeds.revert(hash)}>{t('revert')}</MenuItem>}
      {canWrite && <MenuItem onAction={() => void deeds.branch(hash)}>{t('menu.branchFrom')}</MenuItem>}
      {canWrite && <MenuItem onAction={() => void deeds.tag(hash)}>{t('menu.tag')}</MenuItem>}
      {canWrite && (
        <MenuItem
          onAction={() => {
            onSelect(hash);
            log.resetting.set(hash);
          }}
        >
          {t('menu.reset', { branch: here })}
        </MenuItem>
      )}
      {canWrite && others.length > 0 && <MenuLine />}
      {canWrite &&
        others.flatMap(({ ref, kind, name }) => [
          <MenuItem key={`switch ${ref}`} onAction={() => void deeds.switchTo(kind === 'remote' ? name.slice(name.indexOf('/') + 1) : name)}>
            {t('menu.switch', { name })}
          </MenuItem>,
          <MenuItem key={`merge ${ref}`} onAction={() => void deeds.merge(withWhole(ref))}>
            {t('menu.merge', { name, branch: here })}
          </MenuItem>,
          <MenuItem key={`rebase ${ref}`} onAction={() => void deeds.rebase(withWhole(ref))}>
            {t('menu.rebase', { name, branch: here })}
          </MenuItem>,
          ...(kind === 'branch'
            ? [
                <MenuItem key={`remove ${ref}`} isDanger onAction={() => void deeds.remove(name)}>
                  {t('menu.remove', { name })}
                </MenuItem>,
              ]
            : []),
        ])}
    </ContextMenu>
  );
}
