'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import type { FileViewerProps } from '../../../../components/workbench/editors/editors.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { displayName } from '../../../../shared/display-name.ts';
import type { AtelierError } from '../../../../shared/errors.ts';
import { baseName } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import type { FileBytes } from '../file/file-bytes.ts';
import { HugeList } from '../parts/huge-list.tsx';
import { Loading, Panel, Refused, Tools, WithFile } from '../parts/viewer.tsx';
import { TableRows } from './table-rows.ts';

/** So many rows before the last one that is known, more are looked for. */
const AHEAD_ROWS = 500;
const WIDTH_ROWS = 100;
const MAX_COLUMNS = 200;
const MAX_CELL_CHARACTERS = 300;

/** Rows that come and go as one scrolls are no table to a browser; to a screen reader they are. */
const AS = { row: { role: 'row' }, columnheader: { role: 'columnheader' }, rowheader: { role: 'rowheader' }, cell: { role: 'cell' } } as const;

/** Comma-separated values as a table: the first row is its head. */
export default function TableView({ path }: FileViewerProps) {
  return (
    <div className="viewer">
      <WithFile path={path}>{(file) => <Opened key={file.etag} file={file} />}</WithFile>
    </div>
  );
}

type Table = { readonly rows: TableRows; readonly head: readonly string[]; readonly widths: readonly number[]; readonly isFigure: readonly boolean[] };

function Opened({ file }: { readonly file: FileBytes }) {
  const t = useTranslations('viewers.table');
  const [table, setTable] = useState<Table | AtelierError | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const open = async (): Promise<Table> => {
      const rows = await TableRows.open(file, stop.signal);
      const [head = [], ...body] = await rows.read(0, WIDTH_ROWS, stop.signal);
      const columns = Math.min(MAX_COLUMNS, Math.max(head.length, ...body.map((row) => row.length)));
      const cells = (column: number): readonly string[] => body.flatMap((row) => row[column] ?? []);
      return {
        rows, head,
        widths: Array.from({ length: columns }, (_, column) => Math.max(56, Math.min(320, Math.max(...[head[column] ?? '', ...cells(column)].map((cell) => cell.length)) * 7 + 24))),
        isFigure: Array.from({ length: columns }, (_, column) => cells(column).length > 0 && cells(column).every((cell) => /^[-+]?[\d  .,]*$/.test(cell))),
      };
    };
    open().then(
      (opened) => !stop.signal.aborted && setTable(opened),
      (error: unknown) => !stop.signal.aborted && setTable(fromWireError(error)),
    );
    return () => stop.abort();
  }, [file]);
  if (table === null) return <Loading path={file.path} />;
  if (!('rows' in table)) return <Refused path={file.path} error={table} />;
  if (file.sizeBytes === 0) return <Panel title={t('empty', { name: displayName(baseName(file.path)) })} />;
  return <Rows file={file} table={table} />;
}

type Part = { readonly start: number; readonly rows: readonly (readonly string[])[] };

function Rows({ file, table }: { readonly file: FileBytes; readonly table: Table }) {
  const t = useTranslations('viewers.table');
  const formats = useFormats();
  const { files } = useWorkbench();
  const [known, setKnown] = useState(table.rows.known);
  const [total, setTotal] = useState(table.rows.total);
  const [view, setView] = useState({ first: 0, shown: 40 });
  const [part, setPart] = useState<Part>({ start: 1, rows: [] });
  const [error, setError] = useState<AtelierError | null>(null);
  const extending = useRef(false);
  const onView = useCallback((first: number, shown: number) => setView({ first, shown }), []);

  useEffect(() => {
    const stop = new AbortController();
    const fail = (failure: unknown): void => {
      if (!stop.signal.aborted) setError(fromWireError(failure));
    };
    table.rows.read(view.first + 1, view.shown + 2, stop.signal).then((rows) => {
      if (stop.signal.aborted) return;
      setPart({ start: view.first + 1, rows });
      setTotal(table.rows.total);
    }, fail);
    // One who jumped ahead of what is known does not wait for all that lies between.
    const isAtEdge = view.first + view.shown + AHEAD_ROWS > known && view.first < known + AHEAD_ROWS;
    if (!table.rows.isWhole && isAtEdge && !extending.current) {
      extending.current = true;
      table.rows
        .extend()
        .then(() => {
          setKnown(table.rows.known);
          setTotal(table.rows.total);
        }, fail)
        .finally(() => (extending.current = false));
    }
    return () => stop.abort();
  }, [table, view, known]);

  if (error !== null) return <Refused path={file.path} error={error} />;
  const name = displayName(baseName(file.path));
  // Room for the largest, which are about so long as they are not counted.
  const numbers = { width: Math.max(64, String(total).length * 8 + (table.rows.isWhole ? 24 : 40)) };
  const figure = (column: number): string | undefined => (table.isFigure[column] ? 'figure' : undefined);
  return (
    <>
      <Tools label={t('tools')}>
        <span className="fact">{t(table.rows.isWhole ? 'rows' : 'rowsAbout', { rows: Math.max(0, total - 1), columns: table.widths.length })}</span>
        <span className="fill" />
        <span className="fact">{formats.size(file.sizeBytes)}</span>
        <Button size="mini" variant="quiet" onPress={() => files.open.emit({ path: file.path, preview: false, viewer: 'text' })}>
          {t('asText')}
        </Button>
      </Tools>
      <HugeList
        kind="table"
        label={t('label', { name })}
        count={Math.max(0, total - 1)}
        rowPx={26}
        onView={onView}
        head={
          <div className="csv-row head" {...AS.row}>
            <span className="number" style={numbers} {...AS.columnheader} aria-label={t('number')} />
            {table.widths.map((width, column) => (
              // Columns have no other name than their place.
              <span key={column} {...AS.columnheader} className={figure(column)} style={{ width }}>
                {cell(table.head[column])}
              </span>
            ))}
          </div>
        }
        row={(index) => {
          const fields = part.rows[index + 1 - part.start] ?? [];
          return (
            <div className="csv-row" {...AS.row} aria-rowindex={index + 2}>
              <span className="number" style={numbers} {...AS.rowheader}>{index + 1 < known ? index + 1 : `≈ ${index + 1}`}</span>
              {table.widths.map((width, column) => (
                <span key={column} {...AS.cell} className={figure(column)} style={{ width }} title={(fields[column]?.length ?? 0) > 40 ? cell(fields[column]) : undefined}>
                  {cell(fields[column])}
                </span>
              ))}
            </div>
          );
        }}
      />
    </>
  );
}

function cell(text: string | undefined): string {
  return displayName((text ?? '').slice(0, MAX_CELL_CHARACTERS).replace(/\s+/g, ' '));
}
