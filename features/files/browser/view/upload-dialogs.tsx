'use client';

import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { Button } from '../../../../components/ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../../../components/ui/dialog.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { AtelierError } from '../../../../shared/errors.ts';
import type { FilesSession } from '../files-session.ts';
import type { RunningUpload } from '../transfer/transfers.ts';

const MAX_LISTED = 200;

/** What an upload asks: whether it may replace what is there; and what did not come, for who wants to know. */
export function UploadDialogs({ session, uploads }: { readonly session: FilesSession; readonly uploads: readonly RunningUpload[] }) {
  const examined = useStore(session.transfers.examined);
  return (
    <>
      {uploads.map((upload) => (
        <TakenDialog key={upload.id} upload={upload} />
      ))}
      {examined !== null && <FailuresDialog session={session} upload={examined} />}
    </>
  );
}

function TakenDialog({ upload: { job } }: { readonly upload: RunningUpload }) {
  const t = useTranslations('files.upload.taken');
  const common = useTranslations('common');
  const { phase, taken } = useStore(job.state);
  if (phase !== 'asking') return null;
  return (
    <Dialog isOpen role="alertdialog" title={t('title', { count: taken.length, name: displayName(taken[0] ?? '') })} closeLabel={common('close')} onClose={() => job.cancel()}>
      <DialogBody>
        <p className="text-ink-2">{t('text')}</p>
        {taken.length > 1 && <Names names={taken} />}
      </DialogBody>
      <DialogFooter>
        <span className="flex-1" />
        <Button variant="quiet" onPress={() => job.cancel()}>
          {common('cancel')}
        </Button>
        <Button autoFocus onPress={() => job.answer('skip')}>
          {t('skip', { count: taken.length })}
        </Button>
        <Button variant="danger" onPress={() => job.answer('replace')}>
          {t('replace', { count: taken.length })}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function FailuresDialog({ session, upload }: { readonly session: FilesSession; readonly upload: RunningUpload }) {
  const t = useTranslations('files.upload');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const { failures } = useStore(upload.job.state);
  const close = (): void => session.transfers.examined.set(null);
  return (
    <Dialog isOpen title={t('failed', { count: failures.length })} closeLabel={common('close')} onClose={close} widthPx={640}>
      <DialogBody>
        <ul className="names-list tall">
          {failures.slice(0, MAX_LISTED).map(({ path, code }) => (
            <li key={path}>
              <span>{displayName(path)}</span> <span className="text-ink-3">{errorText(new AtelierError(code)).what}</span>
            </li>
          ))}
          {failures.length > MAX_LISTED && <li className="text-ink-3">{t('more', { count: failures.length - MAX_LISTED })}</li>}
        </ul>
      </DialogBody>
      <DialogFooter>
        <span className="flex-1" />
        <Button variant="primary" onPress={close}>
          {common('close')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  const t = useTranslations('files.upload');
  return (
    <ul className="names-list">
      {names.slice(0, MAX_LISTED).map((name) => (
        <li key={name}>{displayName(name)}</li>
      ))}
      {names.length > MAX_LISTED && <li className="text-ink-3">{t('more', { count: names.length - MAX_LISTED })}</li>}
    </ul>
  );
}
