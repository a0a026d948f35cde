'use client';
import { useMutation } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Progress } from '../../../../components/ui/bar.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import type { ImportView } from '../../contract.ts';
import { api } from './api.ts';
import { useFailureText } from './failure-text.ts';
import { FlowBar } from './flow-bar.tsx';
import { partOf } from './progress-line.ts';
import type { Uploads } from './use-upload.ts';

/** On its way: how far it is and what the tool says; or why it did not come. */
export function FetchingCard({ view, upload, onLeave }: { readonly view: ImportView; readonly upload: Uploads; readonly onLeave: () => void }) {
  const t = useTranslations('imports');
  const discarding = useMutation({
    mutationFn: async () => {
      upload.abort();
      await api.client.imports.discard({ importId: view.id });
    },
    onSuccess: onLeave,
  });
  const hasFailed = view.phase === 'failed';
  return (
    <>
      <FlowBar step="source" />
      <div className="imp-column narrow">
        <section className="card p-5" aria-label={view.from}>
          {hasFailed ? <Failed view={view} /> : <Coming view={view} upload={upload} />}
          {discarding.isError && <ErrorNotice className="mt-4" error={discarding.error} />}
          <div className="mt-5 flex justify-end">
            <Button variant={hasFailed ? 'primary' : 'plain'} isPending={discarding.isPending} onPress={() => discarding.mutate()}>
              {hasFailed ? t('fetching.again') : t('fetching.cancel')}
            </Button>
          </div>
        </section>
      </div>
    </>
  );
}

function Coming({ view, upload }: { readonly view: ImportView; readonly upload: Uploads }) {
  const t = useTranslations('imports.fetching');
  const formats = useFormats();
  const sent = upload.present?.importId === view.id ? upload.present : null;
  const isSending = sent !== null && sent.sentBytes < sent.sizeBytes;
  const isForeign = sent === null && view.phase === 'waiting';
  const part = isSending ? sent.sentBytes / sent.sizeBytes : partOf(view.detail);
  const title = isSending ? 'upload' : sent === null ? 'fetch' : 'read';
  return (
    <>
      <h2 className="text-lead" title={view.from}>
        {t(title, { name: view.from })}
      </h2>
      <Progress className="mt-4" label={t('progress')} part={part} />
      <p className="mono mt-2 min-h-5 truncate text-ink-3" title={view.detail}>
        {isSending ? t('uploaded', { sent: formats.sizeFigure(sent.sentBytes, sent.sizeBytes), size: formats.size(sent.sizeBytes) }) : view.detail}
      </p>
      <p className="mt-3 text-small text-ink-2">{isForeign ? t('waits') : isSending ? t('stay') : t('alone')}</p>
    </>
  );
}

function Failed({ view: { from, problem, detail } }: { readonly view: ImportView }) {
  const t = useTranslations('imports.failed');
  const failureText = useFailureText();
  // The tool's own words, where they are words and not one of our reasons.
  const hasWords = detail.includes(' ');
  return (
    <div role="alert">
      <h2 className="flex items-start gap-2 text-lead">
        <CircleAlert className="ink-failed mt-1" aria-hidden />
        <span className="min-w-0 wrap-anywhere">{t('title', { name: from })}</span>
      </h2>
      <p className="mt-3">{failureText(problem, detail)}</p>
      {hasWords && <p className="imp-said mono">{detail}</p>}
      <p className="mt-2 text-ink-2">{t('safe')}</p>
    </div>
  );
}
