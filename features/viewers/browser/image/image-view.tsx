'use client';

import { Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Button, IconButton } from '../../../../components/ui/button.tsx';
import type { FileViewerProps } from '../../../../components/workbench/editors/editors.ts';
import { displayName } from '../../../../shared/display-name.ts';
import type { AtelierError } from '../../../../shared/errors.ts';
import { baseName } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import { MAX_WHOLE_BYTES, type FileBytes } from '../file/file-bytes.ts';
import { Loading, Panel, Refused, Tools, WithFile } from '../parts/viewer.tsx';
import { imageType } from './image-types.ts';

const STEPS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 8, 16, 32];

export default function ImageView({ path }: FileViewerProps) {
  return (
    <div className="viewer">
      <WithFile path={path}>{(file) => <Picture key={file.etag} file={file} />}</WithFile>
    </div>
  );
}

type Drawn = { readonly phase: 'loading' } | { readonly phase: 'there'; readonly url: string } | { readonly phase: 'failed'; readonly error: AtelierError };

/** Of the type that the name says, in an element that runs nothing and loads nothing: a drawing's scripts stay text. */
function usePicture(file: FileBytes): Drawn {
  const [drawn, setDrawn] = useState<Drawn>({ phase: 'loading' });
  useEffect(() => {
    const stop = new AbortController();
    let url: string | null = null;
    file.whole(MAX_WHOLE_BYTES, stop.signal).then(
      (bytes) => {
        if (stop.signal.aborted) return;
        url = URL.createObjectURL(new Blob([bytes], { type: imageType(file.path) ?? '' }));
        setDrawn({ phase: 'there', url });
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setDrawn({ phase: 'failed', error: fromWireError(error) });
      },
    );
    return () => {
      stop.abort();
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [file]);
  return drawn;
}

function Picture({ file }: { readonly file: FileBytes }) {
  const t = useTranslations('viewers.image');
  const formats = useFormats();
  const drawn = usePicture(file);
  const stage = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<{ readonly width: number; readonly height: number } | null>(null);
  /** null: as large as fits, and never larger than it is. */
  const [zoom, setZoom] = useState<number | null>(null);
  const [fit, setFit] = useState(1);
  const [isBroken, setBroken] = useState(false);
  const name = displayName(baseName(file.path));

  useEffect(() => {
    const element = stage.current;
    if (element === null || size === null) return;
    const measure = (): void => setFit(Math.min(1, (element.clientWidth - 32) / size.width, (element.clientHeight - 32) / size.height));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [size]);

  if (drawn.phase === 'failed') return <Refused path={file.path} error={drawn.error} />;
  if (drawn.phase === 'loading') return <Loading path={file.path} />;
  if (isBroken) return <Panel title={t('broken', { name })} text={t('brokenText')} />;
  const scale = zoom ?? Math.max(fit, 0.01);
  const step = (by: 1 | -1): void => setZoom((by === 1 ? STEPS.find((one) => one > scale + 0.001) : STEPS.findLast((one) => one < scale - 0.001)) ?? scale);
  return (
    <>
      <Tools label={t('tools')}>
        <IconButton size="mini" icon={ZoomOut} label={t('zoomOut')} onPress={() => step(-1)} />
        <Button size="mini" variant="quiet" onPress={() => setZoom(1)} aria-label={t('actual')}>
          {t('percent', { percent: Math.round(scale * 100) })}
        </Button>
        <IconButton size="mini" icon={ZoomIn} label={t('zoomIn')} onPress={() => step(1)} />
        <IconButton size="mini" icon={Maximize} label={t('fit')} onPress={() => setZoom(null)} />
        <span className="fill" />
        {size !== null && <span className="fact">{t('size', size)}</span>}
        <span className="fact">{formats.size(file.sizeBytes)}</span>
      </Tools>
      <div ref={stage} className="viewer-stage picture">
        <img
          src={drawn.url}
          alt={name}
          draggable={false}
          data-large={scale >= 3 ? '' : undefined}
          style={size === null ? { visibility: 'hidden' } : { width: size.width * scale, height: size.height * scale }}
          onLoad={({ currentTarget }) => setSize({ width: currentTarget.naturalWidth || 300, height: currentTarget.naturalHeight || 300 })}
          onError={() => setBroken(true)}
        />
      </div>
    </>
  );
}
