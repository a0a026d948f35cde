'use client';
import { FilePen, FilePlus2, FileX2, type LucideIcon } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';

import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import { displayName } from '../../../shared/display-name.ts';
import { baseName, parentPath } from '../../../shared/file-path.ts';
import type { ChangedFile, ChangeKind, ModuleStatus } from '../contract.ts';

const SIGNS: Readonly<Record<ChangeKind, LucideIcon>> = { added: FilePlus2, modified: FilePen, deleted: FileX2, renamed: FilePen, untracked: FilePlus2, conflicted: FilePen };
const COLOURS: Readonly<Record<ChangeKind, string>> = {
  added: 'text-git-added', modified: 'text-git-modified', deleted: 'text-git-deleted', renamed: 'text-git-renamed', untracked: 'text-git-added', conflicted: 'text-git-conflict',
};
/** More are counted: nobody reads them here. */
const SHOWN = 300;

/** The changed files of one module; a press opens one. */
export function ChangeList({ status: { root, changes, changeCount }, label }: { readonly status: ModuleStatus; readonly label: string }) {
  const t = useTranslations('git');
  return (
    <ul aria-label={label} className="px-1">
      {changes.slice(0, SHOWN).map((change) => (
        <ChangeRow key={change.path} change={change} root={root} />
      ))}
      {changeCount > SHOWN && <li className="px-2.5 py-1 text-small text-ink-3">{t('more', { count: changeCount - SHOWN })}</li>}
    </ul>
  );
}

function ChangeRow({ change: { path, from, kind }, root }: { readonly change: ChangedFile; readonly root: string }) {
  const t = useTranslations('git');
  const workbench = useWorkbench();
  const Sign = SIGNS[kind];
  const folder = parentPath(path).slice(root.length + 1);
  const open = (): void => {
    workbench.files.open.emit({ path, preview: true });
    workbench.layout.showEditor();
  };
  return (
    <li>
      <AriaButton className="flex h-7 w-full items-center gap-2 rounded-control px-2.5 text-left data-hovered:bg-hover pointer-coarse:h-11" isDisabled={kind === 'deleted'} onPress={open}>
        <Sign className={`size-3.5 flex-none ${COLOURS[kind]}`} aria-hidden />
        <span className={`flex-none max-w-[70%] truncate ${kind === 'deleted' ? 'line-through' : ''}`} title={displayName(from === null ? path : `${from} → ${path}`)}>
          {displayName(baseName(path))}
        </span>
        <span className="min-w-0 flex-1 truncate text-small text-ink-3">{displayName(folder)}</span>
        <small className="flex-none text-small text-ink-3">{t(`kind.${kind}`)}</small>
      </AriaButton>
    </li>
  );
}
