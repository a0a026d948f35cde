'use client';

import { ChevronLeft, ChevronRight, Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { IconButton } from '../../../../components/ui/button.tsx';
import { editorAssets } from '../../../../components/workbench/assets.ts';
import type { FileViewerProps } from '../../../../components/workbench/editors/editors.ts';
import { displayName } from '../../../../shared/display-name.ts';
import type { AtelierError } from '../../../../shared/errors.ts';
import { baseName } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import { MAX_WHOLE_BYTES, type FileBytes } from '../file/file-bytes.ts';
import { Loading, Panel, Refused, Tools, WithFile } from '../parts/viewer.tsx';
import { FrameView } from '../sandbox/frame-view.tsx';
import { FindField, type Found } from './find-field.tsx';
import type { SandboxedFrame } from '../sandbox/sandboxed-frame.ts';

/** A PDF, drawn by pdf.js in a frame without an origin. */
export default function PdfView({ path }: FileViewerProps) {
  return (
    <div className="viewer">
      <WithFile path={path}>{(file) => <Document key={file.etag} file={file} />}</WithFile>
    </div>
  );
}

type At = { readonly page: number; readonly pages: number; readonly zoom: number };

function Document({ file }: { readonly file: FileBytes }) {
  const t = useTranslations('viewers.pdf');
  const formats = useFormats();
  const frame = useRef<SandboxedFrame | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const [bytes, setBytes] = useState<Uint8Array<ArrayBuffer> | AtelierError | null>(null);
  const [at, setAt] = useState<At | null>(null);
  const [found, setFound] = useState<Found | null>(null);
  const [failed, setFailed] = useState<'password' | 'broken' | null>(null);
  const name = displayName(baseName(file.path));
  useEffect(() => {
    const stop = new AbortController();
    file.whole(MAX_WHOLE_BYTES, stop.signal).then(
      (read) => !stop.signal.aborted && setBytes(read),
      (error: unknown) => !stop.signal.aborted && setBytes(fromWireError(error)),
    );
    return () => stop.abort();
  }, [file]);
  if (bytes === null) return <Loading path={file.path} />;
  if (!(bytes instanceof Uint8Array)) return <Refused path={file.path} error={bytes} />;
  if (failed !== null) return <Panel title={t(failed, { name })} text={t(failed === 'password' ? 'passwordText' : 'brokenText')} />;
  const goTo = (page: number): void => frame.current?.send({ type: 'goTo', page });
  const zoomTo = (zoom: number | null): void => frame.current?.send({ type: 'zoom', zoom });
  const find = (text: string): void => {
    if (text.trim() === '') setFound(null);
    frame.current?.send({ type: 'find', text });
  };
  const step = (by: 1 | -1): void => frame.current?.send({ type: 'step', by });
  const startFinding = (): void => {
    field.current?.focus();
    field.current?.select();
  };
  return (
    <>
      <Tools label={t('tools')}>
        <IconButton size="mini" icon={ChevronLeft} label={t('previous')} isDisabled={at === null || at.page <= 1} onPress={() => goTo((at?.page ?? 1) - 1)} />
        <span className="fact">{at === null ? '' : t('page', at)}</span>
        <IconButton size="mini" icon={ChevronRight} label={t('next')} isDisabled={at === null || at.page >= at.pages} onPress={() => goTo((at?.page ?? 1) + 1)} />
        <IconButton size="mini" icon={ZoomOut} label={t('zoomOut')} onPress={() => zoomTo(Math.max(0.25, (at?.zoom ?? 1) / 1.25))} />
        <IconButton size="mini" icon={ZoomIn} label={t('zoomIn')} onPress={() => zoomTo(Math.min(5, (at?.zoom ?? 1) * 1.25))} />
        <IconButton size="mini" icon={Maximize} label={t('fit')} onPress={() => zoomTo(null)} />
        <FindField fieldRef={field} found={found} onFind={find} onStep={step} />
        <span className="fill" />
        <span className="fact">{formats.size(file.sizeBytes)}</span>
      </Tools>
      <FrameView
        title={t('title', { name })}
        script={editorAssets().pdfFrame}
        onReady={(ready) => {
          frame.current = ready;
          ready.send({ type: 'open', bytes: bytes.slice().buffer });
          return () => {
            frame.current = null;
          };
        }}
        onMessage={(message) => {
          if (message['type'] === 'failed') setFailed(message['reason'] === 'password' ? 'password' : 'broken');
          if (message['type'] === 'found') setFound({ index: Number(message['index']), count: Number(message['count']), isWhole: message['isWhole'] === true });
          if (message['type'] === 'page') setAt({ page: Number(message['page']), pages: Number(message['pages']), zoom: Number(message['zoom']) });
        }}
        onFailed={(failure) => setBytes(fromWireError(failure))}
        onFind={startFinding}
      />
    </>
  );
}
