'use client';
import { GitBranch, Tag } from 'lucide-react';
import { memo, useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';

import { Avatar } from '../../../components/ui/avatar.tsx';
import type { MenuPoint } from '../../../components/workbench/context-menu.tsx';
import { useRows } from '../../../components/workbench/use-rows.ts';
import { SECOND_MS } from '../../../shared/units.ts';
import type { CommitRow, HistoryRef } from '../contract.ts';
import { CommitMenu } from './commit-menu.tsx';
import { Graph, graphWidth, ROW_PX } from './graph.tsx';
import type { HistoryLog, Loaded, Search } from './history-log.ts';
import { COLOURS } from './lanes.ts';
import { useCommitMoment } from './use-commit-moment.ts';

const SHOWN_REFS = 3;
/** Beyond either edge: each costs as much as one in sight, and what is scrolled past needs none. */
const OVERSCAN_ROWS = 4;

type CommitRowsProps = { readonly log: HistoryLog; readonly loaded: Loaded; readonly search: Search | null; readonly selected: string | null; readonly onSelect: (hash: string) => void; readonly revealed: { readonly hash: string; readonly count: number } | null };

/** The commits: of however many, only those in view are drawn. Arrows, Page and Home/End go through them. */
export function CommitRows({ log, loaded, search, selected, onSelect, revealed }: CommitRowsProps) {
  const t = useTranslations('history');
  const moment = useCommitMoment();
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, lanes, refs, head, total } = loaded;
  const count = Math.max(rows.length, loaded.isWhole ? 0 : (total ?? 0));
  const { shown, totalPx, reveal } = useRows(scroller, { count, rowPx: ROW_PX, overscan: OVERSCAN_ROWS });
  const from = shown[0]?.index ?? 0;
  const to = (shown.at(-1)?.index ?? -1) + 1;
  useEffect(() => log.want(to), [log, to]);
  const latest = useRef(reveal);
  useEffect(() => {
    latest.current = reveal;
  });
  useEffect(() => {
    if (revealed === null) return;
    const row = log.rowOf(revealed.hash);
    if (row !== null) latest.current(row);
  }, [log, revealed]);

  const [menu, setMenu] = useState<{ readonly hash: string; readonly at: MenuPoint } | null>(null);
  const openMenu = useCallback<RowProps['onMenu']>((event, hash) => {
    event.preventDefault();
    setMenu({ hash, at: { x: event.clientX, y: event.clientY } });
  }, []);
  const closeMenu = useCallback(() => setMenu(null), []);
  const chosen = useRef(selected);
  useEffect(() => {
    chosen.current = selected;
  });
  const press = useCallback<RowProps['onSelect']>(
    (hash, compares) => {
      if (compares && chosen.current !== null && chosen.current !== hash) log.compared.set({ from: chosen.current, to: hash });
      else onSelect(hash);
    },
    [log, onSelect],
  );
  const at = selected === null ? -1 : (log.rowOf(selected) ?? -1);
  const go = (row: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, row));
    const hash = rows[next]?.[0];
    if (hash === undefined) return;
    onSelect(hash);
    reveal(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? ROW_PX) / ROW_PX) - 1);
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length };
    const step = steps[event.key];
    if (selected !== null && (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))) {
      const box = document.getElementById(rowId(selected))?.getBoundingClientRect();
      if (box !== undefined) openMenu({ clientX: box.left + 40, clientY: box.bottom, preventDefault: () => event.preventDefault() }, selected);
      return;
    }
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(at + step);
  };
  const width = graphWidth(lanes);
  return (
    <>
      <div ref={scroller} className="commits" role="tree" aria-label={t('commits')} tabIndex={0} aria-activedescendant={at >= from && at < to ? rowId(rows[at]?.[0] ?? '') : undefined} onKeyDown={onKeyDown} data-first-focus>
        <div className="all" role="none" style={{ height: totalPx }}>
          <Graph lanes={lanes} from={from} to={Math.min(to, rows.length)} head={head === null ? null : log.rowOf(head)} isMerge={(row) => rows[row]?.[1].includes(' ') ?? false} version={rows.length} />
          {shown.map(({ index, topPx, slot }) => {
            const row = rows[index];
            if (row === undefined) return <div key={slot} className="hr1 coming" style={{ top: topPx, paddingLeft: width }} aria-hidden />;
            return (
              <Row key={slot} row={row} top={topPx} left={width} refs={refs.get(row[0])} colour={lanes.laneOf(index) % COLOURS} isSelected={row[0] === selected} mark={search?.in === 'message' ? search.text : null} isFound={search?.found.has(row[0]) ?? false} moment={moment(row[2] * SECOND_MS)} onSelect={press} onMenu={openMenu} />
            );
          })}
        </div>
      </div>
      {menu !== null && <CommitMenu log={log} loaded={loaded} hash={menu.hash} selected={selected} at={menu.at} onClose={closeMenu} onSelect={onSelect} />}
    </>
  );
}

function rowId(hash: string): string {
  return `commit-${hash}`;
}

type RowProps = {
  readonly row: CommitRow;
  readonly top: number;
  readonly left: number;
  readonly refs: readonly HistoryRef[] | undefined;
  readonly colour: number;
  readonly isSelected: boolean;
  readonly isFound: boolean;
  readonly mark: string | null;
  readonly moment: string;
  /** `compares`: with what was selected before. */
  readonly onSelect: (hash: string, compares: boolean) => void;
  readonly onMenu: (event: { readonly clientX: number; readonly clientY: number; preventDefault: () => void }, hash: string) => void;
};

const Row = memo(function Row({ row: [hash, parents, , author, email, subject], top, left, refs = [], colour, isSelected, isFound, mark, moment, onSelect, onMenu }: RowProps) {
  return (
    <div id={rowId(hash)} className="hr1" role="treeitem" tabIndex={-1} aria-selected={isSelected} data-found={isFound ? '' : undefined} data-merge={parents.includes(' ') ? '' : undefined} style={{ top, paddingLeft: left }} onMouseDown={({ button, ctrlKey, metaKey }) => button === 0 && onSelect(hash, ctrlKey || metaKey)} onContextMenu={(event) => onMenu(event, hash)}>
      <span className="msg">
        {refs.slice(0, SHOWN_REFS).map((ref) => (
          <RefLabel key={ref.ref} ref_={ref} colour={colour} />
        ))}
        {refs.length > SHOWN_REFS && <span className="ref more">+{refs.length - SHOWN_REFS}</span>}
        <span className="subject" title={subject}>
          <Marked text={subject} mark={mark} />
        </span>
      </span>
      <span className="who">
        <Avatar name={author} colourKey={email} size="small" />
        <span>{author}</span>
      </span>
      <time>{moment}</time>
      <span className="mono">{hash.slice(0, 7)}</span>
    </div>
  );
});

/** A branch or a tag; the one that is checked out is filled. */
export function RefLabel({ ref_: { kind, name, isHead }, colour }: { readonly ref_: Pick<HistoryRef, 'kind' | 'name' | 'isHead'>; readonly colour: number }) {
  const Sign = kind === 'tag' ? Tag : GitBranch;
  return (
    <span className={`ref ${kind === 'branch' ? `r${colour}` : 'tagr'}${isHead ? ' here' : ''}`} title={name}>
      {kind !== 'remote' && <Sign aria-hidden />}
      <span>{name}</span>
    </span>
  );
}

function Marked({ text, mark }: { readonly text: string; readonly mark: string | null }) {
  const at = mark === null ? -1 : text.toLowerCase().indexOf(mark.toLowerCase());
  if (mark === null || at === -1) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + mark.length)}</mark>
      {text.slice(at + mark.length)}
    </>
  );
}
