'use client';

import { CircleAlert, CloudOff, Upload, X } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Progress } from '../../../../components/ui/bar.tsx';
import { Button, IconButton } from '../../../../components/ui/button.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { nameOfPath, type FilesSession } from '../files-session.ts';
import type { RunningUpload } from '../transfer/transfers.ts';

/** One line for each upload, at the foot of the tree, until it is over and nothing is left to say. */
export function UploadStrips({ session }: { readonly session: FilesSession }) {
  return useStore(session.transfers.uploads).map((upload) => <Strip key={upload.id} session={session} upload={upload} />);
}

function Strip({ session, upload }: { readonly session: FilesSession; readonly upload: RunningUpload }) {
  const t = useTranslations('files.upload');
  const formats = useFormats();
  const state = useStore(upload.job.state);
  const { phase, files, filesDone, bytes, bytesDone, failures } = state;
  const folder = displayName(nameOfPath(upload.folder));
  const isOver = phase === 'over';
  const Sign = isOver ? CircleAlert : phase === 'waiting' ? CloudOff : Upload;
  const part = phase === 'reading' || phase === 'looking' ? null : bytes === 0 ? filesDone / Math.max(1, files) : bytesDone / bytes;
  // Figures that count are not read aloud: only that it stopped.
  const words = isOver ? t('failed', { count: failures.length }) : phase === 'reading' ? t('reading', { count: files }) : t(phase === 'waiting' ? 'waiting' : 'sending', { done: filesDone, count: files });
  return (
    <section className="upload-strip" aria-label={t('label', { folder })} data-phase={phase}>
      <div className="line">
        <Sign aria-hidden className={isOver ? 'ink-failed' : undefined} />
        {isOver || phase === 'waiting' ? <output className="words">{words}</output> : <span className="words">{words}</span>}
        {isOver ? (
          <Button size="mini" onPress={() => session.transfers.examined.set(upload)}>
            {t('show')}
          </Button>
        ) : (
          <span className="figure">{part === null ? '' : t('figure', { done: formats.sizeFigure(bytesDone, bytes), whole: formats.size(bytes) })}</span>
        )}
        <IconButton size="mini" icon={X} label={isOver ? t('close') : t('cancel', { folder })} tip={isOver ? undefined : t('cancelTip')} onPress={() => session.transfers.end(upload)} />
      </div>
      {!isOver && <Progress label={t('label', { folder })} part={part} />}
    </section>
  );
}
