'use client';

import { useCallback, useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import type { FileViewerProps } from '../../../../components/workbench/editors/editors.ts';
import { displayName } from '../../../../shared/display-name.ts';
import type { AtelierError } from '../../../../shared/errors.ts';
import { baseName } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import type { FileBytes } from '../file/file-bytes.ts';
import { fieldOf } from '../parts/field.ts';
import { HugeList, type HugeListHandle } from '../parts/huge-list.tsx';
import { Panel, Refused, Tools, WithFile } from '../parts/viewer.tsx';
import { hexRow, parseOffset, ROW_BYTES } from './hex-row.ts';

/** The bytes of a file that is no text, sixteen in a row, read as they show. */
export default function HexView({ path }: FileViewerProps) {
  return (
    <div className="viewer">
      <WithFile path={path}>{(file) => <Bytes key={file.etag} file={file} />}</WithFile>
    </div>
  );
}

type Part = { readonly start: number; readonly bytes: Uint8Array };

function Bytes({ file }: { readonly file: FileBytes }) {
  const t = useTranslations('viewers.hex');
  const formats = useFormats();
  const list = useRef<HugeListHandle>(null);
  const [view, setView] = useState({ first: 0, shown: 40 });
  const [part, setPart] = useState<Part | null>(null);
  const [error, setError] = useState<AtelierError | null>(null);
  const onView = useCallback((first: number, shown: number) => setView({ first, shown }), []);
  useEffect(() => {
    const stop = new AbortController();
    const start = view.first * ROW_BYTES;
    file.read(start, (view.shown + 2) * ROW_BYTES, stop.signal).then(
      (bytes) => !stop.signal.aborted && setPart({ start, bytes }),
      (failure: unknown) => !stop.signal.aborted && setError(fromWireError(failure)),
    );
    return () => stop.abort();
  }, [file, view]);
  if (error !== null) return <Refused path={file.path} error={error} />;
  const name = displayName(baseName(file.path));
  if (file.sizeBytes === 0) return <Panel title={t('empty', { name })} />;
  const goTo = (event: FormEvent<HTMLFormElement>): void => {
    const offset = parseOffset(fieldOf(event, 'offset'));
    if (offset !== null) list.current?.showRow(Math.floor(Math.min(offset, file.sizeBytes - 1) / ROW_BYTES));
  };
  return (
    <>
      <Tools label={t('tools')}>
        <form onSubmit={goTo}>
          <input className="field-line focus-inset" name="offset" aria-label={t('offset')} placeholder={t('offset')} autoComplete="off" spellCheck={false} />
        </form>
        <span className="fill" />
        <span className="fact">{formats.size(file.sizeBytes)}</span>
      </Tools>
      <HugeList handle={list} label={t('label', { name })} count={Math.ceil(file.sizeBytes / ROW_BYTES)} rowPx={20} onView={onView} row={(index) => <Row index={index} part={part} sizeBytes={file.sizeBytes} />} />
    </>
  );
}

function Row({ index, part, sizeBytes }: { readonly index: number; readonly part: Part | null; readonly sizeBytes: number }) {
  const start = index * ROW_BYTES;
  const from = part === null ? -1 : start - part.start;
  const bytes = part === null || from < 0 ? new Uint8Array() : part.bytes.subarray(from, from + ROW_BYTES);
  const { offset, hex, letters } = hexRow(start, bytes, sizeBytes);
  return (
    <div className="hex-row">
      <span className="at">{offset}</span>
      <span>{hex}</span>
      <span className="letters">{letters}</span>
    </div>
  );
}
