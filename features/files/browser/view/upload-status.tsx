'use client';

import { Upload } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { filesSession } from '../files-session.ts';
import type { RunningUpload } from '../transfer/transfers.ts';

/** How far the first of the uploads is, wherever one looks. */
export function UploadStatus() {
  const [first] = useStore(filesSession.use().transfers.uploads);
  return first === undefined ? null : <Status upload={first} />;
}

function Status({ upload: { job } }: { readonly upload: RunningUpload }) {
  const t = useTranslations('files.upload');
  const formats = useFormats();
  const { workbench } = filesSession.use();
  const { phase, files, filesDone, bytes, bytesDone } = useStore(job.state);
  if (phase === 'over') return null;
  const part = bytes === 0 ? filesDone / Math.max(1, files) : bytesDone / bytes;
  return (
    <AriaButton className="item" onPress={() => workbench.layout.showActivity('explorer')}>
      <Upload aria-hidden />
      {phase === 'waiting' ? t('statusWaiting') : t('status', { part: formats.percent(part) })}
    </AriaButton>
  );
}
