'use client';
import { ChevronDown, ChevronRight, FileText, Folder, Minus, Plus, Undo2, type LucideIcon } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';

import { Button, IconButton } from '../../../components/ui/button.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import { displayName } from '../../../shared/display-name.ts';
import { baseName, parentPath, type FilePath } from '../../../shared/file-path.ts';
import type { ChangedFile, ModuleStatus } from '../contract.ts';
import { COLOURS, LETTERS } from './change-look.ts';
import { GitDeeds } from './deeds.ts';
import { gitSession } from './git-session.ts';
import { openChange } from './git-texts.ts';
import { useRowMenu } from './row-menu.tsx';
import { pathsOf, rowsOf, type ChangeRow, type ListKind } from './rows.ts';
import { VIEW_MODE } from './settings.ts';
import { useWindow } from './use-window.ts';

/** Rows of one height: a list of 10,000 draws what shows. */
const ROW_PX = 24;
const COARSE_ROW_PX = 40;
const INDENT_PX = 12;

export type ChangeListProps = {
  readonly status: ModuleStatus;
  readonly kind: ListKind;
  readonly changes: readonly ChangedFile[];
  readonly label: string;
  /** Words of a kind instead of git's letters, and nothing to stage. */
  readonly isSimple?: boolean;
};

/** Changed files of one module: a press shows what changed, the signs stage, unstage and discard. */
export function ChangeList({ status: { root }, kind, changes, label, isSimple = false }: ChangeListProps) {
  const session = gitSession.use();
  const mode = useStore(useMemo(() => session.workbench.settings.of(VIEW_MODE), [session]));
  const folded = useStore(session.folded);
  const [rowPx] = useState(() => (matchMedia('(pointer: coarse)').matches ? COARSE_ROW_PX : ROW_PX));
  const [current, setCurrent] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const rows = useMemo(() => rowsOf(changes, { root, mode: isSimple ? 'list' : mode, folded, prefix: kind }), [changes, root, mode, folded, kind, isSimple]);
  const { from, to } = useWindow(list, { count: rows.length, rowPx });
  const at = Math.min(current, rows.length - 1);

  const focus = (index: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setCurrent(next);
    // Near enough to be drawn: a far one is scrolled to first, and focused once it is there.
    const find = (): HTMLElement | null => list.current?.querySelector<HTMLElement>(`[data-index="${next}"] button`) ?? null;
    if (find() === null) list.current?.closest('[data-scroller]')?.scrollBy({ top: (next - at) * rowPx });
    requestAnimationFrame(() => requestAnimationFrame(() => find()?.focus()));
  };
  const onMove = (key: string): boolean => {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[key];
    if (next !== undefined) focus(next);
    return next !== undefined;
  };

  const { handlers, menu } = useRowMenu(rows, { root, kind, isSimple });
  return (
    <>
      <ul ref={list} {...handlers} aria-label={label} className="relative mx-1" style={{ height: rows.length * rowPx }}>
        {rows.slice(from, to).map((row, offset) => {
          const index = from + offset;
          return (
            <li key={row.key} data-index={index} aria-setsize={rows.length} aria-posinset={index + 1} className="scm-row group absolute inset-x-0 flex items-center gap-1.5 rounded-mark pr-2 hover:bg-hover focus-within:bg-hover" style={{ top: index * rowPx, height: rowPx, paddingLeft: 18 + row.depth * INDENT_PX }}>
              {row.kind === 'folder' ? <FolderRow row={row} root={root} kind={kind} isTabStop={index === at} onMove={onMove} /> : <FileRow change={row.change} root={root} kind={kind} isSimple={isSimple} isTabStop={index === at} onMove={onMove} onFocus={() => setCurrent(index)} showsFolder={mode === 'list' || isSimple} />}
            </li>
          );
        })}
      </ul>
      {menu}
    </>
  );
}

type FileRowProps = { readonly change: ChangedFile; readonly root: FilePath; readonly kind: ListKind; readonly isSimple: boolean; readonly isTabStop: boolean; readonly showsFolder: boolean; readonly onFocus: () => void; readonly onMove: OnMove };
/** An arrow was pressed on a row; false: that key means nothing here. */
type OnMove = (key: string) => boolean;

function FileRow({ change, root, kind, isSimple, isTabStop, showsFolder, onFocus, onMove }: FileRowProps) {
  const t = useTranslations('git');
  const session = gitSession.use();
  const { path, from, conflict } = change;
  // In simple words there is one list: what is only in the next commit is shown as that.
  const side = kind === 'staged' || change.unstaged === null ? 'staged' : 'unstaged';
  const shown = kind === 'staged' ? (change.staged ?? 'modified') : kind === 'conflicts' ? 'conflicted' : (change.unstaged ?? 'modified');
  const isGone = shown === 'deleted';
  const name = displayName(baseName(path));
  const folder = displayName(parentPath(path).slice(root.length + 1));
  const open = (preview: boolean): void => openChange(session, change, { side, preview });
  return (
    <>
      <AriaButton data-main="" excludeFromTabOrder={!isTabStop} className="flex h-full min-w-0 flex-1 items-center gap-1.5 rounded-mark text-left" onFocus={onFocus} onKeyDown={(event) => void (onMove(event.key) || event.continuePropagation())} onPress={() => open(true)}>
        <span className={`flex-none max-w-[75%] truncate ${isGone ? 'line-through' : ''}`} title={displayName(from === null ? path : `${from} → ${path}`)} onDoubleClick={() => open(false)}>
          {name}
        </span>
        {showsFolder && <span className="min-w-0 flex-1 truncate text-micro text-ink-3">{folder}</span>}
        <span className="sr-only">{t(`kind.${shown}`)}</span>
      </AriaButton>
      {conflict !== null && (
        <Button size="mini" excludeFromTabOrder={!isTabStop} aria-label={t('row.merge', { name })} onPress={() => open(false)}>
          {t('merge.short')}
        </Button>
      )}
      {session.mayChange(root) && <RowActions change={change} root={root} kind={kind} name={name} isSimple={isSimple} isTabStop={isTabStop} />}
      {isSimple ? (
        <small className="flex-none text-small text-ink-3" aria-hidden>
          {t(`kind.${shown}`)}
        </small>
      ) : (
        <span className={`w-3.5 flex-none text-center text-micro font-semibold ${COLOURS[shown]}`} aria-hidden>
          {LETTERS[shown]}
        </span>
      )}
    </>
  );
}

function RowActions({ change, root, kind, name, isSimple, isTabStop }: { readonly change: ChangedFile; readonly root: FilePath; readonly kind: ListKind; readonly name: string; readonly isSimple: boolean; readonly isTabStop: boolean }) {
  const t = useTranslations('git');
  const session = gitSession.use();
  const deeds = useMemo(() => new GitDeeds(session), [session]);
  const paths = pathsOf([change]);
  const sign = (icon: LucideIcon, label: string, onPress: () => unknown) => <IconButton size="mini" icon={icon} label={label} excludeFromTabOrder={!isTabStop} onPress={() => void onPress()} />;
  return (
    <span className="scm-signs flex flex-none">
      {kind !== 'conflicts' && change.kind !== 'deleted' && change.unstaged !== 'untracked' && !isSimple && sign(FileText, t('row.openFile', { name }), () => session.workbench.files.open.emit({ path: change.path, preview: false }))}
      {kind === 'changes' && change.unstaged !== null && sign(Undo2, t(isSimple ? 'row.goBack' : 'row.discard', { name }), () => deeds.discard(root, [change.path]))}
      {!isSimple && kind !== 'staged' && sign(Plus, t(kind === 'conflicts' ? 'row.settled' : 'row.stage', { name }), () => deeds.stage(root, paths))}
      {!isSimple && kind === 'staged' && sign(Minus, t('row.unstage', { name }), () => deeds.unstage(root, paths))}
    </span>
  );
}

function FolderRow({ row, root, kind, isTabStop, onMove }: { readonly row: Extract<ChangeRow, { kind: 'folder' }>; readonly root: FilePath; readonly kind: ListKind; readonly isTabStop: boolean; readonly onMove: OnMove }) {
  const t = useTranslations('git');
  const session = gitSession.use();
  const deeds = useMemo(() => new GitDeeds(session), [session]);
  const name = displayName(row.name);
  const Twist = row.isFolded ? ChevronRight : ChevronDown;
  return (
    <>
      <AriaButton data-main="" excludeFromTabOrder={!isTabStop} aria-expanded={!row.isFolded} className="flex h-full min-w-0 flex-1 items-center gap-1.5 rounded-mark text-left" onKeyDown={(event) => void (onMove(event.key) || event.continuePropagation())} onPress={() => session.fold(row.key)}>
        <Twist className="size-3 flex-none text-ink-3" aria-hidden />
        <Folder className="size-3.5 flex-none text-ink-3" aria-hidden />
        <span className="truncate">{name}</span>
      </AriaButton>
      {session.mayChange(root) && (
        <span className="scm-signs flex flex-none">
          {kind === 'changes' && <IconButton size="mini" icon={Undo2} label={t('row.discard', { name })} excludeFromTabOrder={!isTabStop} onPress={() => void deeds.discard(root, row.paths)} />}
          {kind === 'staged' ? (
            <IconButton size="mini" icon={Minus} label={t('row.unstage', { name })} excludeFromTabOrder={!isTabStop} onPress={() => void deeds.unstage(root, row.paths)} />
          ) : (
            <IconButton size="mini" icon={Plus} label={t('row.stage', { name })} excludeFromTabOrder={!isTabStop} onPress={() => void deeds.stage(root, row.paths)} />
          )}
        </span>
      )}
    </>
  );
}
