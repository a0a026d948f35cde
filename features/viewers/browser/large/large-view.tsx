'use client';

import { ArrowDown } from 'lucide-react';
import { lazy, useCallback, useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Button, IconButton } from '../../../../components/ui/button.tsx';
import type { FileViewerProps } from '../../../../components/workbench/editors/editors.ts';
import { displayName } from '../../../../shared/display-name.ts';
import type { AtelierError } from '../../../../shared/errors.ts';
import { baseName } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import type { FileBytes } from '../file/file-bytes.ts';
import { fieldOf } from '../parts/field.ts';
import { HugeList, type HugeListHandle } from '../parts/huge-list.tsx';
import { Loading, Panel, Refused, Tools, WithFile } from '../parts/viewer.tsx';
import { TextWindows, WINDOW_BYTES, type TextWindow } from './text-windows.ts';

const MAX_CHARACTERS = 2000;
const EDGE_ROWS = 40;

const HexView = lazy(() => import('../hex/hex-view.tsx'));

/** A text that is too large for the editor: for reading, a window at a time. */
export default function LargeView({ path }: FileViewerProps) {
  return (
    <div className="viewer">
      <WithFile path={path}>{(file) => <Opened key={file.etag} file={file} />}</WithFile>
    </div>
  );
}

function Opened({ file }: { readonly file: FileBytes }) {
  const [windows, setWindows] = useState<TextWindows | AtelierError | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    TextWindows.open(file, stop.signal).then(
      (opened) => !stop.signal.aborted && setWindows(opened),
      (error: unknown) => !stop.signal.aborted && setWindows(fromWireError(error)),
    );
    return () => stop.abort();
  }, [file]);
  if (windows === null) return <Loading path={file.path} />;
  if (!(windows instanceof TextWindows) && windows.code === 'not_a_file') return <HexView path={file.path} visible />;
  if (!(windows instanceof TextWindows)) return <Refused path={file.path} error={windows} />;
  return <Reader file={file} windows={windows} />;
}

type Target = { readonly offset: number; readonly line: number | null; readonly found: string | null };

function Reader({ file, windows }: { readonly file: FileBytes; readonly windows: TextWindows }) {
  const t = useTranslations('viewers.large');
  const formats = useFormats();
  const list = useRef<HugeListHandle>(null);
  const [window_, setWindow] = useState<TextWindow | null>(null);
  /** The line of an offset, where it was counted. */
  const [known, setKnown] = useState<Target>({ offset: 0, line: 1, found: null });
  const [top, setTop] = useState(0);
  const [busy, setBusy] = useState<number | null>(null);
  const [note, setNote] = useState('');
  const [error, setError] = useState<AtelierError | null>(null);
  const work = useRef<AbortController | null>(null);
  const wanted = useRef<number | null>(0);

  const start = (): AbortController => {
    work.current?.abort();
    work.current = new AbortController();
    return work.current;
  };
  const fail = (failure: unknown): void => {
    if (!(failure instanceof DOMException)) setError(fromWireError(failure));
  };
  const show = useCallback(
    async (offset: number, signal?: AbortSignal): Promise<void> => {
      const next = await windows.at(offset, signal);
      wanted.current = offset;
      setWindow(next);
    },
    [windows],
  );
  useEffect(() => {
    const stop = new AbortController();
    windows.at(0, stop.signal).then(setWindow, (failure: unknown) => !stop.signal.aborted && setError(fromWireError(failure)));
    return () => {
      stop.abort();
      work.current?.abort();
    };
  }, [windows]);
  // Once the new rows are there, what was asked for is at the top.
  useEffect(() => {
    if (window_ === null || wanted.current === null) return;
    const offset = wanted.current;
    wanted.current = null;
    const row = window_.rows.findLastIndex((one) => one.offset <= offset);
    list.current?.showRow(Math.max(0, row));
  }, [window_]);

  const onView = useCallback(
    (first: number, shown: number): void => {
      setTop(first);
      if (window_ === null || wanted.current !== null) return;
      const row = window_.rows[first];
      if (row === undefined) return;
      const isAtEnd = first + shown + EDGE_ROWS > window_.rows.length && window_.end < file.sizeBytes;
      const isAtStart = first < EDGE_ROWS && window_.start > 0;
      // Of a text with very long lines a window is few rows: it moves when there is something to move to.
      const isElsewhere = Math.abs(Math.max(0, row.offset - WINDOW_BYTES / 4) - window_.start) > WINDOW_BYTES / 16;
      if ((isAtEnd || isAtStart) && isElsewhere) show(row.offset).catch(fail);
    },
    [window_, show, file],
  );

  const run = async (task: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    const { signal } = start();
    setNote('');
    setBusy(0);
    try {
      await task(signal);
    } catch (failure) {
      fail(failure);
    } finally {
      if (!signal.aborted) setBusy(null);
    }
  };
  const goToLine = (event: FormEvent<HTMLFormElement>): void => {
    const text = fieldOf(event, 'line').trim();
    const percent = /^(\d{1,3}(?:[.,]\d+)?)\s*%$/.exec(text)?.[1];
    if (percent !== undefined) void run((signal) => show((Math.min(100, Number(percent.replace(',', '.'))) / 100) * file.sizeBytes, signal));
    else if (/^\d{1,12}$/.test(text))
      void run(async (signal) => {
        const found = await windows.offsetOfLine(Number(text), { signal, onPart: setBusy });
        setKnown({ ...found, found: null });
        await show(found.offset, signal);
      });
  };
  const search = (event: FormEvent<HTMLFormElement>): void => {
    const text = fieldOf(event, 'text');
    if (text === '') return;
    const here = window_?.rows[top]?.offset ?? 0;
    const from = known.found === text && known.offset >= here ? known.offset + 1 : here;
    void run(async (signal) => {
      const offset = await windows.find(text, from, { signal, onPart: setBusy });
      if (offset === null) {
        setNote(t('notFound', { text }));
        return;
      }
      setKnown({ offset, line: null, found: text });
      await show(offset, signal);
    });
  };

  if (error !== null) return <Refused path={file.path} error={error} />;
  const name = displayName(baseName(file.path));
  if (file.sizeBytes === 0) return <Panel title={t('empty', { name })} />;
  const here = window_?.rows[top]?.offset ?? 0;
  const percent = Math.min(100, (here / Math.max(1, file.sizeBytes)) * 100);
  return (
    <>
      <Tools label={t('tools')}>
        <form onSubmit={goToLine}>
          <input className="field-line focus-inset" name="line" aria-label={t('goTo')} placeholder={t('goTo')} autoComplete="off" />
        </form>
        <form onSubmit={search} className="flex items-center">
          <input className="field-line focus-inset" name="text" aria-label={t('search')} placeholder={t('search')} autoComplete="off" spellCheck={false} />
          <IconButton size="mini" icon={ArrowDown} type="submit" label={t('next')} />
        </form>
        <input type="range" min={0} max={1000} value={Math.round(percent * 10)} aria-label={t('position')} onChange={({ currentTarget }) => void run((signal) => show((Number(currentTarget.value) / 1000) * file.sizeBytes, signal))} />
        <span className="fact">{t('percent', { percent: Math.round(percent) })}</span>
        {busy !== null && (
          <Button size="mini" variant="quiet" onPress={() => (start(), setBusy(null))}>
            {t('stop', { percent: Math.round(busy * 100) })}
          </Button>
        )}
        <span className="fill" />
        <output className="fact">{note}</output>
        <span className="fact">{t('readOnly', { size: formats.size(file.sizeBytes) })}</span>
      </Tools>
      {window_ === null ? (
        <Loading path={file.path} />
      ) : (
        <HugeList handle={list} label={t('label', { name })} count={window_.rows.length} rowPx={20} onView={onView} row={(index) => <Line window={window_} index={index} known={known} />} />
      )}
    </>
  );
}

function Line({ window: shown, index, known }: { readonly window: TextWindow; readonly index: number; readonly known: Target }) {
  const row = shown.rows[index];
  if (row === undefined) return null;
  const text = row.text.slice(0, MAX_CHARACTERS);
  const at = known.found !== null && known.offset >= row.offset && known.offset < row.offset + row.text.length * 3 ? text.indexOf(known.found) : -1;
  return (
    <div className="line-row">
      <span className="number">{lineNumber(shown, index, known)}</span>
      {at === -1 || known.found === null ? (
        <span>{text}</span>
      ) : (
        <span>
          {text.slice(0, at)}
          <mark>{known.found}</mark>
          {text.slice(at + known.found.length)}
        </span>
      )}
    </div>
  );
}

/** Counted from the window's first line, or from a line that was gone to; empty where neither is known. */
function lineNumber(shown: TextWindow, index: number, known: Target): string {
  const lineEnds = (from: number, to: number): number => shown.rows.slice(from, to).filter(({ isFull }) => !isFull).length;
  if (shown.firstLine !== null) return String(shown.firstLine + lineEnds(0, index));
  const anchor = known.line === null ? -1 : shown.rows.findIndex(({ offset }) => offset === known.offset);
  if (anchor === -1 || known.line === null) return '';
  return String(index >= anchor ? known.line + lineEnds(anchor, index) : known.line - lineEnds(index, anchor));
}
