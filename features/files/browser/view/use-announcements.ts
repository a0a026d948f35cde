import { useEffect } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { showToast } from '../../../../components/ui/toast.tsx';
import { displayName } from '../../../../shared/display-name.ts';
import { joinPath } from '../../../../shared/file-path.ts';
import { nameOfPath, type FilesSession } from '../files-session.ts';

/** What the explorer says in passing: what did not work, what was done and can be taken back, what has come. */
export function useAnnouncements(session: FilesSession): void {
  const t = useTranslations('files');
  const errorText = useErrorText();
  useEffect(() => {
    const { deeds, transfers } = session;
    const stops = [
      deeds.problems.subscribe(({ doing, name, error }) => {
        const { what, why } = errorText(error);
        showToast({ title: t(`problem.${doing}`, { name: displayName(name) }), text: `${what} ${why}`, tone: 'failed' });
      }),
      transfers.problems.subscribe(({ name, error }) => {
        const { what, why } = errorText(error);
        showToast({ title: t('problem.download', { name: displayName(nameOfPath(name)) }), text: `${what} ${why}`, tone: 'failed' });
      }),
      deeds.notices.subscribe(({ done, paths, undo }) => {
        const [first] = paths;
        if (first === undefined) return;
        showToast({ title: t(`done.${done}`, { count: paths.length, name: displayName(nameOfPath(first)) }), ...(undo === null ? {} : { action: { label: t('undo'), run: undo } }) });
      }),
      transfers.finished.subscribe(({ folder, files, skipped, cancelled, names }) => {
        showToast({ title: t(cancelled ? 'upload.cancelled' : 'upload.finished', { count: files, folder: displayName(nameOfPath(folder)) }), ...(skipped > 0 ? { text: t('upload.skipped', { count: skipped }) } : {}) });
        const [name] = names;
        if (name !== undefined && !cancelled) void session.reveal(joinPath(folder, name));
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, [session, t, errorText]);

  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent): void => {
      if (session.transfers.isBusy) event.preventDefault();
    };
    // What is dropped beside the tree must not take the page's place.
    const onDragOver = (event: DragEvent): void => {
      if (event.defaultPrevented || event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'none';
    };
    const onDrop = (event: DragEvent): void => {
      if (!event.defaultPrevented && event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
    };
    window.addEventListener('beforeunload', onLeave);
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('beforeunload', onLeave);
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('drop', onDrop);
    };
  }, [session]);
}
