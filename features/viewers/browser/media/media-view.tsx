'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { FileViewerProps } from '../../../../components/workbench/editors/editors.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { displayName } from '../../../../shared/display-name.ts';
import { AtelierError } from '../../../../shared/errors.ts';
import { baseName } from '../../../../shared/file-path.ts';
import { contentUrl, type FileBytes } from '../file/file-bytes.ts';
import { Panel, Refused, WithFile } from '../parts/viewer.tsx';
import { isAudio } from './media-types.ts';

/** Sound and moving pictures, as the browser plays them: it asks for the parts that it needs. */
export default function MediaView({ path, visible }: FileViewerProps) {
  return (
    <div className="viewer">
      <WithFile path={path}>{(file) => <Player key={file.etag} file={file} visible={visible} />}</WithFile>
    </div>
  );
}

function Player({ file, visible }: { readonly file: FileBytes; readonly visible: boolean }) {
  const t = useTranslations('viewers.media');
  const { connection, capabilities } = useWorkbench();
  const [isBroken, setBroken] = useState(false);
  const name = displayName(baseName(file.path));
  if (!capabilities.has('transfer')) return <Refused path={file.path} error={new AtelierError('forbidden', { capability: 'transfer' })} />;
  if (isBroken) return <Panel title={t('broken', { name })} text={t('brokenText')} />;
  const props = { src: contentUrl((endpoint) => connection.httpUrl(endpoint), file.path), controls: true, preload: 'metadata', 'aria-label': name, onError: () => setBroken(true) } as const;
  // What plays goes on behind other tabs, as music does; a picture that nobody sees does not.
  return (
    <div className="viewer-stage media">
      {isAudio(file.path) ? <audio {...props}><track kind="captions" /></audio> : <Film {...props} visible={visible} />}
    </div>
  );
}

type FilmProps = { readonly src: string; readonly controls: boolean; readonly preload: 'metadata'; readonly 'aria-label': string; readonly onError: () => void; readonly visible: boolean };

function Film({ visible, ...props }: FilmProps) {
  return (
    <video {...props} ref={(element) => void (!visible && element?.pause())}>
      <track kind="captions" />
    </video>
  );
}
