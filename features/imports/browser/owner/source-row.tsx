'use client';
import { ChevronDown, ChevronRight, File, FileSymlink, Folder, LoaderCircle } from 'lucide-react';
import type { CSSProperties } from 'react';
import { useTranslations } from 'use-intl';

import { KindTile } from '../../../../components/module/kind-tile.tsx';
import { Switch } from '../../../../components/ui/choice.tsx';
import { classes } from '../../../../components/ui/icon.ts';
import { displayName } from '../../../../shared/display-name.ts';
import type { TreeEntry } from '../../contract.ts';
import { beginDrag } from './drag.ts';
import type { Draft } from './plan/draft.ts';
import { destinationOf, type Destination, type Row } from './plan/tree-rows.ts';

export const rowId = (at: number): string => `source-${at}`;

export type SourceRowProps = {
  readonly row: Row;
  readonly at: number;
  readonly topPx: number;
  readonly draft: Draft;
  readonly isFocused: boolean;
  /** Found by its name: the whole path is shown. */
  readonly isFlat: boolean;
  readonly onLeaveOut: (isLeftOut: boolean) => void;
};

/** One folder or file, and where it goes. The tree has the focus and says by `aria-activedescendant` which row it means. */
export function SourceRow({ row, at, topPx, draft, isFocused, isFlat, onLeaveOut }: SourceRowProps) {
  const { entry, level, isOpen } = row;
  const name = displayName(isFlat ? entry.path : entry.path.slice(entry.path.lastIndexOf('/') + 1));
  const destination = destinationOf(draft, entry.path);
  const Sign = entry.kind === 'folder' ? Folder : entry.kind === 'file' ? File : FileSymlink;
  const style = { '--l': level, transform: `translateY(${topPx}px)` } as CSSProperties;
  return (
    <div
      id={rowId(at)}
      role="treeitem"
      tabIndex={-1}
      data-row={at}
      aria-level={level + 1}
      aria-expanded={isOpen ?? undefined}
      aria-selected={isFocused}
      draggable
      onDragStart={(event) => beginDrag(event.dataTransfer, { path: entry.path, isFolder: entry.kind === 'folder' })}
      className={classes('row', destination.kind === 'inside' && 'inside')}
      style={style}
    >
      <span className="tw">{row.isLoading ? <LoaderCircle className="spin" aria-hidden /> : isOpen === null ? null : isOpen ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}</span>
      <Sign className="size-3.5 text-ink-3" aria-hidden />
      <span className="name" title={entry.path}>
        {name}
      </span>{' '}
      <span className="end">
        <End entry={entry} destination={destination} isOpen={isOpen === true} onLeaveOut={onLeaveOut} />
      </span>
    </div>
  );
}

function End({ entry, destination, isOpen, onLeaveOut }: { readonly entry: TreeEntry; readonly destination: Destination; readonly isOpen: boolean; readonly onLeaveOut: (isLeftOut: boolean) => void }) {
  const t = useTranslations('imports.split');
  const name = entry.path.slice(entry.path.lastIndexOf('/') + 1);
  const leaving = entry.secret && destination.kind !== 'none' && (
    <Switch className="mini" aria-label={t('leaveOut', { name })} excludeFromTabOrder isSelected={destination.kind === 'leftOut'} onChange={onLeaveOut} />
  );
  switch (destination.kind) {
    case 'leftOut':
      return (
        <>
          <span className="ink-failed">{entry.secret ? t('secret') : t('leftOut')}</span>
          {leaving}
        </>
      );
    case 'module':
    case 'inside':
      if (entry.secret) {
        return (
          <>
            <span className="ink-warning">{t('secretTaken')}</span>
            {leaving}
          </>
        );
      }
      if (destination.kind === 'inside') return entry.kind === 'folder' ? t('files', { count: entry.files }) : null;
      return (
        <span className="to">
          {t('to', { project: destination.module.projectSlug, module: destination.module.slug })}
          <KindTile kind={destination.module.kind} size="small" />
        </span>
      );
    case 'parts':
      return isOpen ? null : t('parts', { count: destination.modules });
    case 'none':
      return entry.secret ? <span className="ink-failed">{t('secret')}</span> : <span className="ink-warning">{t('inNone')}</span>;
  }
}
