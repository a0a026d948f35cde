'use client';
import { Search } from 'lucide-react';
import { useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { classes } from '../../../../components/ui/icon.ts';
import { TextField } from '../../../../components/ui/text-field.tsx';
import { useRows } from '../../../../components/workbench/use-rows.ts';
import { MAX_FOUND, type ImportView } from '../../contract.ts';
import { setLeftOut, type Draft } from './plan/draft.ts';
import type { Row } from './plan/tree-rows.ts';
import { destinationOf } from './plan/tree-rows.ts';
import { rowId, SourceRow } from './source-row.tsx';
import { sourceNameOf } from './source-name.ts';
import type { Taken } from './taken.ts';
import type { DraftState } from './use-draft.ts';
import type { Source } from './use-source.ts';

const ROW_PX = 24;
const MONTH = { month: 'long', year: 'numeric' } as const;

export type SourceTreeProps = {
  readonly view: ImportView;
  readonly draft: Draft;
  readonly source: Source;
  readonly left: number | null;
  readonly onChange: DraftState['change'];
  readonly onMove: (what: Taken) => void;
  readonly onTakeOut: (what: Taken) => void;
  readonly onChangeSource: () => void;
};

/** The files of the source, each with where it goes. */
export function SourceTree({ view, draft, source, left, onChange, onMove, onTakeOut, onChangeSource }: SourceTreeProps) {
  const t = useTranslations('imports.split');
  const formats = useFormats();
  const scroller = useRef<HTMLDivElement>(null);
  const [focusedPath, setFocused] = useState<string | null>(null);
  const { rows } = source;
  const index = rows.findIndex(({ entry }) => entry.path === focusedPath);
  const focused = rows[index] ?? null;
  const { shown, totalPx, reveal } = useRows(scroller, { count: rows.length, rowPx: ROW_PX });
  const facts = view.source;
  const since = facts?.firstCommitAtMs ?? null;

  function go(to: number): void {
    const at = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[at];
    if (row === undefined) return;
    setFocused(row.entry.path);
    reveal(at);
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.target !== scroller.current || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actionOf(event.key, focused);
    if (act === null) return;
    event.preventDefault();
    act();
  }

  function actionOf(key: string, row: Row | null): (() => void) | null {
    if (key === 'ArrowDown') return () => go(index + 1);
    if (key === 'ArrowUp') return () => go(index === -1 ? 0 : index - 1);
    if (key === 'Home') return () => go(0);
    if (key === 'End') return () => go(rows.length - 1);
    if (row === null) return null;
    const { entry, isOpen } = row;
    const what = takenOf(row);
    if (key === 'ArrowRight' && isOpen !== null) return () => (isOpen ? go(index + 1) : source.setOpen(entry.path, true));
    if (key === 'ArrowLeft') return () => (isOpen === true ? source.setOpen(entry.path, false) : go(parentIndex(rows, index)));
    if (key === 'Enter' && isOpen !== null) return () => source.setOpen(entry.path, !isOpen);
    if (key === 'm' || key === 'M') return () => onMove(what);
    if (key === 'Delete' || key === 'Backspace') return () => onTakeOut(what);
    if (key === ' ' && entry.secret) return () => onChange((known) => setLeftOut(known, entry.path, destinationOf(known, entry.path).kind !== 'leftOut'));
    return null;
  }

  function onClick(event: MouseEvent<HTMLDivElement>): void {
    const target = event.target instanceof Element ? event.target : null;
    const at = Number(target?.closest('[data-row]')?.getAttribute('data-row') ?? -1);
    const row = rows[at];
    if (row === undefined || target?.closest('label') !== null) return;
    scroller.current?.focus({ preventScroll: true });
    setFocused(row.entry.path);
    if (row.isOpen !== null) source.setOpen(row.entry.path, !row.isOpen);
  }

  return (
    <section className="imp-sheet imp-src" aria-label={sourceNameOf(view.from)}>
      <div className="imp-head tall">
        <div className="min-w-0 flex-1">
          <h2 className="truncate" title={view.from}>
            {sourceNameOf(view.from)}
          </h2>
          {facts !== null && (
            <div className="truncate text-micro text-ink-3">
              {t('facts', { branch: facts.branch, commits: facts.commits, since: since === null ? 'none' : new Intl.DateTimeFormat(formats.language, MONTH).format(since), size: formats.size(facts.sizeBytes) })}
            </div>
          )}
        </div>
        <Button size="mini" onPress={onChangeSource}>
          {t('change')}
        </Button>
      </div>
      <TextField
        className="px-2.5 pb-1.5"
        inputClassName="soft"
        label={t('filter', { count: facts?.files ?? 0 })}
        hideLabel
        placeholder={t('filter', { count: facts?.files ?? 0 })}
        type="search"
        autoComplete="off"
        isVerbatim
        end={<Search className="size-3.5 text-ink-3" aria-hidden />}
        value={source.filter}
        onChange={source.setFilter}
      />
      {source.error !== null && <ErrorNotice error={source.error} />}
      <div
        ref={scroller}
        className="imp-tree no-ring"
        role="tree"
        aria-label={t('tree')}
        aria-activedescendant={shown.some((row) => row.index === index) ? rowId(index) : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={() => focused === null && setFocused(rows[0]?.entry.path ?? null)}
      >
        <div className="rows" style={{ height: totalPx }} role="presentation">
          {shown.map(({ index: at, topPx }) => {
            const row = rows[at];
            return row && <SourceRow key={row.entry.path} row={row} at={at} topPx={topPx} draft={draft} isFocused={at === index} isFlat={source.isFiltered} onLeaveOut={(isOut) => onChange((known) => setLeftOut(known, row.entry.path, isOut))} />;
          })}
        </div>
        {source.isFiltered && rows.length >= MAX_FOUND && <p className="px-3 py-2 text-small text-ink-3">{t('firstFound', { count: MAX_FOUND })}</p>}
        {source.isFiltered && rows.length === 0 && <p className="px-3 py-2 text-small text-ink-3">{t('noneFound')}</p>}
      </div>
      <div className="imp-foot">
        <span className="min-w-0 truncate imp-keys" title={t('hint')}>
          {t('hint')}
        </span>
        {focused !== null && (
          <Button size="mini" className="imp-touch" onPress={() => onMove(takenOf(focused))}>
            {t('move')}
          </Button>
        )}
        <span className="flex-1" />
        {left !== null && <span className={classes('flex-none', left > 0 ? 'ink-warning' : 'text-ink-3')}>{t('left', { count: left })}</span>}
      </div>
    </section>
  );
}

function takenOf({ entry: { path, kind } }: Row): Taken {
  return { path, isFolder: kind === 'folder' };
}

function parentIndex(rows: readonly Row[], index: number): number {
  const level = rows[index]?.level ?? 0;
  const at = rows.findLastIndex((row, candidate) => candidate < index && row.level < level);
  return at === -1 ? index : at;
}
