'use client';

import { useTranslations } from 'use-intl';

import { Button } from '../../../../components/ui/button.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import type { SearchSession } from '../search-session.ts';
import { takenOf } from '../replacing.ts';
import { useUnsaved } from './results-list.tsx';

/** What a replacement would come to, before anything is written. */
export function ReplaceBar({ session }: { readonly session: SearchSession }) {
  const t = useTranslations('search');
  const version = useStore(session.version);
  const status = useStore(session.status);
  const progress = useStore(session.replacing.progress);
  const unsaved = useUnsaved();
  const { results, replacing } = session;
  if (version < 0 || results.hitCount === 0) return null;
  const open = results.files.filter((file) => replacing.canReplace(file, unsaved));
  const hits = open.reduce((sum, file) => sum + takenOf(file).length, 0);
  const files = open.filter((file) => takenOf(file).length > 0).length;
  return (
    <div className="search-replace">
      <span className="words">{progress === null ? t(open.length < results.fileCount ? 'nothingWrittenBut' : 'nothingWritten') : t('replacing', { done: progress.done, of: progress.of })}</span>
      <Button variant="primary" isDisabled={hits === 0 || status.phase === 'running'} isPending={progress !== null} onPress={() => void replacing.replace(replacing.all(unsaved))}>
        {t('replaceAll', { hits, files })}
      </Button>
    </div>
  );
}
