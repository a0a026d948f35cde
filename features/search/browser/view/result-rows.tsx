'use client';

import { ChevronDown, ChevronRight, FileText, Lock, Replace, ReplaceAll, X } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';
import { classes } from '../../../../components/ui/icon.ts';
import { displayName } from '../../../../shared/display-name.ts';
import type { Hit } from '../../contract.ts';
import type { ResultRow } from '../model/results.ts';

type RowProps = {
  readonly row: ResultRow;
  readonly index: number;
  readonly topPx: number;
  readonly heightPx: number;
  readonly isActive: boolean;
  readonly canReplace: boolean;
  readonly onRemove: () => void;
  readonly onReplace: () => void;
  readonly onTick: () => void;
};

export const resultRowId = (index: number): string => `search-row-${index}`;

export function FileRow({ row, index, topPx, heightPx, isActive, canReplace, count, isUnsaved, onRemove, onReplace, onTick }: RowProps & { readonly count: number; readonly isUnsaved: boolean }) {
  const t = useTranslations('search');
  const { file } = row;
  const slash = file.shown.lastIndexOf('/');
  const name = displayName(file.shown.slice(slash + 1));
  const folder = displayName(file.shown.slice(0, Math.max(0, slash)));
  const note = file.isReadOnly ? t('readOnly') : isUnsaved ? t('unsaved') : null;
  const isLeftOut = file.leftOut.size === file.hits.length;
  return (
    <div id={resultRowId(index)} role="treeitem" tabIndex={-1} data-row={index} aria-level={1} aria-setsize={count} aria-posinset={row.index + 1} aria-expanded={file.isExpanded} aria-selected={isActive} aria-label={[name, folder, t('hits', { count: file.hits.length }), note].filter(Boolean).join(', ')} className="search-row file" style={{ top: topPx, height: heightPx }}>
      <span className="tw">{file.isExpanded ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}</span>
      {canReplace ? <Tick label={t('tickFile', { name })} isOn={!isLeftOut} onChange={onTick} /> : <FileText className="size-3.5 text-ink-3" aria-hidden />}
      <span className="name" title={displayName(file.path)}>
        {name}
      </span>
      <span className="folder">{folder}</span>
      {note !== null && (
        <span className="note">
          {file.isReadOnly && <Lock className="size-3" aria-hidden />}
          {note}
        </span>
      )}
      <span className="count" data-count={file.hits.length} aria-hidden />
      <span className="on">
        {canReplace && <IconButton size="mini" icon={ReplaceAll} label={t('replaceInFile', { name })} tip={t('replaceInFileTip')} excludeFromTabOrder onPress={onReplace} />}
        <IconButton size="mini" icon={X} label={t('removeFile', { name })} tip={t('remove')} keys="Delete" excludeFromTabOrder onPress={onRemove} />
      </span>
    </div>
  );
}

export function HitRow({ row, hit, index, topPx, heightPx, isActive, canReplace, text, onRemove, onReplace, onTick }: RowProps & { readonly hit: Hit; /** What it becomes; null: it stays. */ readonly text: string | null }) {
  const t = useTranslations('search');
  const lead = hit.preview.slice(0, hit.from).trimStart();
  const found = hit.preview.slice(hit.from, hit.to);
  return (
    <div id={resultRowId(index)} role="treeitem" tabIndex={-1} data-row={index} aria-level={2} aria-setsize={row.file.hits.length} aria-posinset={row.index + 1} aria-selected={isActive} aria-label={t('hitLabel', { line: hit.line, text: displayName(`${lead}${found}${hit.preview.slice(hit.to)}`) })} className="search-row hit" style={{ top: topPx, height: heightPx }}>
      {canReplace && <Tick label={t('tickHit', { line: hit.line })} isOn={!row.file.leftOut.has(hit)} onChange={onTick} />}
      <span className="line">
        {displayName(lead.length > 60 ? `…${lead.slice(-50)}` : lead)}
        {text === null ? (
          <mark>{displayName(found)}</mark>
        ) : (
          <>
            <s>{displayName(found)}</s>
            <ins>{displayName(text)}</ins>
          </>
        )}
        {displayName(hit.preview.slice(hit.to))}
      </span>
      <span className="on">
        {canReplace && <IconButton size="mini" icon={Replace} label={t('replaceHit', { line: hit.line })} tip={t('replaceHitTip')} keys="Ctrl+Shift+1" excludeFromTabOrder onPress={onReplace} />}
        <IconButton size="mini" icon={X} label={t('removeHit', { line: hit.line })} tip={t('remove')} keys="Delete" excludeFromTabOrder onPress={onRemove} />
      </span>
    </div>
  );
}

/** Whether it is replaced with all others; a key of the row does the same. */
function Tick({ label, isOn, onChange }: { readonly label: string; readonly isOn: boolean; readonly onChange: () => void }) {
  return <input type="checkbox" className={classes('search-tick')} tabIndex={-1} aria-label={label} checked={isOn} onChange={onChange} onClick={(event) => event.stopPropagation()} />;
}
