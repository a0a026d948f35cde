'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '../../../../components/ui/button.tsx';
import { editorAssets } from '../../../../components/workbench/assets.ts';
import type { FileViewerProps } from '../../../../components/workbench/editors/editors.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import { displayName } from '../../../../shared/display-name.ts';
import type { AtelierError } from '../../../../shared/errors.ts';
import { baseName, type FilePath } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import { MIB } from '../../../../shared/units.ts';
import { contentUrl } from '../file/file-bytes.ts';
import { useFile } from '../file/use-file.ts';
import { Loading, Refused, Tools } from '../parts/viewer.tsx';
import { imageType } from '../image/image-types.ts';
import { FrameView } from '../sandbox/frame-view.tsx';
import { scriptText, type SandboxedFrame } from '../sandbox/sandboxed-frame.ts';
import { liveTexts } from '../live-texts.ts';
import { targetOf } from './links.ts';

const MAX_MARKDOWN_BYTES = 5 * MIB;
const MAX_IMAGE_BYTES = 10 * MIB;
/** Typing is drawn when it pauses. */
const AFTER_MS = 150;

/** A Markdown file as one reads it: the text as it is being typed where it is open, else as it is on disk. */
export default function MarkdownView({ path }: FileViewerProps) {
  const t = useTranslations('viewers.markdown');
  const { files } = useWorkbench();
  const text = useText(path);
  return (
    <div className="viewer">
      <Tools label={t('tools')}>
        <span className="fill" />
        <Button size="mini" variant="quiet" onPress={() => files.open.emit({ path, preview: false, viewer: 'text' })}>
          {t('edit')}
        </Button>
        <Button size="mini" variant="quiet" onPress={() => files.open.emit({ path, preview: false, viewer: 'text', beside: true })}>
          {t('editBeside')}
        </Button>
      </Tools>
      {text === null && <Loading path={path} />}
      {typeof text === 'object' && text !== null && <Refused path={path} error={text} />}
      {typeof text === 'string' && <Page path={path} text={text} />}
    </div>
  );
}

/** null: not yet. */
function useText(path: FilePath): string | AtelierError | null {
  const opened = useFile(path);
  const live = useStore(liveTexts.use().of(path));
  const [read, setRead] = useState<string | AtelierError | null>(null);
  useEffect(() => {
    if (opened.phase !== 'ready') return;
    const stop = new AbortController();
    opened.file.whole(MAX_MARKDOWN_BYTES, stop.signal).then(
      (bytes) => !stop.signal.aborted && setRead(new TextDecoder().decode(bytes)),
      (error: unknown) => !stop.signal.aborted && setRead(fromWireError(error)),
    );
    return () => stop.abort();
  }, [opened]);
  return live ?? (opened.phase === 'failed' ? opened.error : read);
}

function Page({ path, text }: { readonly path: FilePath; readonly text: string }) {
  const t = useTranslations('viewers.markdown');
  const workbench = useWorkbench();
  const frame = useRef<SandboxedFrame | null>(null);
  const shown = useRef<string | null>(null);
  const [error, setError] = useState<AtelierError | null>(null);
  const show = useCallback(
    (latest: string): void => {
      if (frame.current === null || shown.current === latest) return;
      shown.current = latest;
      frame.current.send({ type: 'show', text: latest, words: { remoteImage: t('remoteImage'), missingImage: t('missingImage'), brokenDiagram: t('brokenDiagram') } });
    },
    [t],
  );
  useEffect(() => {
    const timer = setTimeout(() => show(text), shown.current === null ? 0 : AFTER_MS);
    return () => clearTimeout(timer);
  }, [show, text]);
  if (error !== null) return <Refused path={path} error={error} />;
  return (
    <FrameView
      title={t('title', { name: displayName(baseName(path)) })}
      script={editorAssets().markdownFrame}
      onReady={(ready) => {
        frame.current = ready;
        show(text);
        return () => {
          frame.current = null;
          shown.current = null;
        };
      }}
      onMessage={(message) => void answer(message, { workbench, path, send: (reply) => frame.current?.send(reply) })}
      onFailed={(failure) => setError(fromWireError(failure))}
    />
  );
}

type Asked = { readonly workbench: Workbench; readonly path: FilePath; readonly send: (reply: object) => void };

/** Whatever the frame has become, it is given nothing that the text's reader may not read. */
async function answer(message: Readonly<Record<string, unknown>>, { workbench, path, send }: Asked): Promise<void> {
  const { type, id } = message;
  const reply = (value: unknown): void => send({ type: 'answer', id, value });
  if (type === 'link') follow(String(message['href']), { workbench, path });
  else if (type === 'image') reply(await image(String(message['src']), { workbench, path }));
  else if (type === 'diagrams') reply(await scriptText(editorAssets().mermaidFrame).catch(() => ''));
  else if (type === 'colour') {
    const colour = workbench.editors.colourCode.get();
    reply(await (colour?.(String(message['language']), String(message['code'])) ?? Promise.resolve(null)).catch(() => null));
  }
}

async function image(src: string, { workbench, path }: { readonly workbench: Workbench; readonly path: FilePath }): Promise<Blob | null> {
  const target = targetOf(src, path);
  const type = target?.kind === 'file' ? imageType(target.path) : null;
  if (target?.kind !== 'file' || type === null) return null;
  try {
    const response = await fetch(contentUrl((endpoint) => workbench.connection.httpUrl(endpoint), target.path), { cache: 'no-store' });
    if (!response.ok || Number(response.headers.get('content-length') ?? 0) > MAX_IMAGE_BYTES) return null;
    return new Blob([await response.arrayBuffer()], { type });
  } catch {
    return null; // the frame says that it is missing
  }
}

function follow(href: string, { workbench, path }: { readonly workbench: Workbench; readonly path: FilePath }): void {
  const target = targetOf(href, path);
  if (target?.kind === 'file') workbench.files.open.emit({ path: target.path, preview: true });
  else if (target?.kind === 'web') window.open(target.url, '_blank', 'noopener,noreferrer');
}
