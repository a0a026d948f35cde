'use client';

import { ChevronDown, ChevronRight, FileText, Lock, Replace, ReplaceAll, X } from 'lucide-react';
import { memo } from 'react';
import type { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';
import { classes } from '../../../../components/ui/icon.ts';
import { displayName } from '../../../../shared/display-name.ts';
import type { Hit } from '../../contract.ts';
import type { FileResult } from '../model/results.ts';

/** What can be done with a row by its buttons; a key does the same. */
export type RowDeeds = { readonly remove: () => void; /** null: nothing can be replaced there. */ readonly replace: (() => void) | null };

export type ResultRowProps = {
  readonly t: ReturnType<typeof useTranslations<'search'>>;
  readonly file: FileResult;
  /** null: the row is its file's. */
  readonly hit: Hit | null;
  /** Place among all rows, and among its own kind, of `count`. */
  readonly index: number;
  readonly place: number;
  readonly count: number;
  readonly topPx: number;
  readonly heightPx: number;
  readonly isActive: boolean;
  readonly isUnsaved: boolean;
  readonly hasTick: boolean;
  readonly isLeftOut: boolean;
  /** What a hit becomes; null: it stays. */
  readonly text: string | null;
  /** Only where the pointer or the selection is: thousands of rows pass by while one scrolls. */
  readonly deeds: RowDeeds | null;
  /** Files change where they are: another number draws them again. */
  readonly version: number;
};

export const resultRowId = (index: number): string => `search-row-${index}`;

/** A file or one of its hits. The list has the focus and hears what is pressed. */
export const ResultRow = memo(function ResultRow(props: ResultRowProps) {
  const { file, hit, index } = props;
  return (
    <div
      id={resultRowId(index)}
      role="treeitem"
      tabIndex={-1}
      data-row={index}
      aria-level={hit === null ? 1 : 2}
      aria-setsize={props.count}
      aria-posinset={props.place + 1}
      aria-expanded={hit === null ? file.isExpanded : undefined}
      aria-selected={props.isActive}
      aria-label={labelOf(props)}
      className={classes('search-row', hit === null ? 'file' : 'hit', props.hasTick && 'ticked')}
      style={{ top: props.topPx, height: props.heightPx }}
    >
      {hit === null ? <FileCells {...props} /> : <HitCells {...props} hit={hit} />}
      {props.deeds !== null && <Deeds {...props} deeds={props.deeds} />}
    </div>
  );
});

function FileCells({ t, file, hasTick, isLeftOut, isUnsaved }: ResultRowProps) {
  const { name, folder } = shownOf(file);
  const note = noteOf({ t, file, isUnsaved });
  return (
    <>
      <span className="tw">{file.isExpanded ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}</span>
      {hasTick ? <Tick label={t('tickFile', { name })} isOn={!isLeftOut} /> : <FileText className="size-3.5 text-ink-3" aria-hidden />}
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
    </>
  );
}

function HitCells({ t, hit, hasTick, isLeftOut, text }: ResultRowProps & { readonly hit: Hit }) {
  const lead = hit.preview.slice(0, hit.from).trimStart();
  const found = displayName(hit.preview.slice(hit.from, hit.to));
  return (
    <>
      {hasTick && <Tick label={t('tickHit', { line: hit.line })} isOn={!isLeftOut} />}
      <span className="line">
        {displayName(lead.length > 60 ? `…${lead.slice(-50)}` : lead)}
        {text === null ? <mark>{found}</mark> : <s>{found}</s>}
        {text !== null && <ins>{displayName(text)}</ins>}
        {displayName(hit.preview.slice(hit.to))}
      </span>
    </>
  );
}

function Deeds({ t, file, hit, deeds: { remove, replace } }: ResultRowProps & { readonly deeds: RowDeeds }) {
  const { name } = shownOf(file);
  return (
    <span className="on">
      {replace !== null && (
        <IconButton size="mini" icon={hit === null ? ReplaceAll : Replace} label={hit === null ? t('replaceInFile', { name }) : t('replaceHit', { line: hit.line })} tip={t(hit === null ? 'replaceInFileTip' : 'replaceHitTip')} keys={hit === null ? undefined : 'Ctrl+Shift+1'} excludeFromTabOrder onPress={replace} />
      )}
      <IconButton size="mini" icon={X} label={hit === null ? t('removeFile', { name }) : t('removeHit', { line: hit.line })} tip={t('remove')} keys="Delete" excludeFromTabOrder onPress={remove} />
    </span>
  );
}

/** Whether it is replaced with all others. The list hears the press; a key of the row does the same. */
function Tick({ label, isOn }: { readonly label: string; readonly isOn: boolean }) {
  return <input type="checkbox" className="search-tick" tabIndex={-1} aria-label={label} checked={isOn} onChange={heardAbove} />;
}

const heardAbove = (): void => undefined;

function shownOf({ shown }: FileResult): { readonly name: string; readonly folder: string } {
  const slash = shown.lastIndexOf('/');
  return { name: displayName(shown.slice(slash + 1)), folder: displayName(shown.slice(0, Math.max(0, slash))) };
}

function noteOf({ t, file, isUnsaved }: Pick<ResultRowProps, 't' | 'file' | 'isUnsaved'>): string | null {
  return file.isReadOnly ? t('readOnly') : isUnsaved ? t('unsaved') : null;
}

function labelOf({ t, file, hit, isUnsaved }: ResultRowProps): string {
  if (hit !== null) return t('hitLabel', { line: hit.line, text: displayName(hit.preview.slice(0, hit.from).trimStart() + hit.preview.slice(hit.from)) });
  const { name, folder } = shownOf(file);
  return [name, folder, t('hits', { count: file.hits.length }), noteOf({ t, file, isUnsaved })].filter(Boolean).join(', ');
}
