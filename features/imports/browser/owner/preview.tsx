'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useFormats, useMoment } from '../../../../components/i18n/provider.tsx';
import { KindTile } from '../../../../components/module/kind-tile.tsx';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Avatar } from '../../../../components/ui/avatar.tsx';
import { Switch } from '../../../../components/ui/choice.tsx';
import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import { displayName } from '../../../../shared/display-name.ts';
import type { ImportView, ModulePreview } from '../../contract.ts';
import { api } from './api.ts';
import type { DraftModule } from './plan/draft.ts';

/** What scrolls and holds nothing that has the focus must have it itself. */
const REACHED_BY_KEYS = { tabIndex: 0 } as const;

export type PreviewProps = {
  readonly view: ImportView;
  readonly module: DraftModule | null;
  readonly leftOut: readonly string[];
  readonly keepOldHashes: boolean;
  readonly onKeepOldHashes: (keep: boolean) => void;
};

/** The chosen module's files with where they go, and the commits it keeps. */
export function Preview({ view, module, leftOut, keepOldHashes, onKeepOldHashes }: PreviewProps) {
  const t = useTranslations('imports.preview');
  const split = useTranslations('imports.split');
  const name = module === null ? null : split('to', { project: module.projectSlug, module: module.slug });
  return (
    <section className="imp-sheet imp-prev" aria-label={name === null ? t('what') : t('label', { name })}>
      <div className="imp-head">
        {module !== null && <KindTile kind={module.kind} />}
        {name !== null && <h2 className="min-w-0 truncate">{name}</h2>}
        <span className="text-small text-ink-3 max-phone:hidden">{t('what')}</span>
        <span className="flex-1" />
        <Switch className="text-small text-ink-2 flex-row-reverse" isSelected={keepOldHashes} onChange={onKeepOldHashes}>
          {t('hashes')}
        </Switch>
      </div>
      {module === null || module.paths.length === 0 ? <p className="p-4 text-ink-2">{t('pick')}</p> : <Content view={view} module={module} leftOut={leftOut} />}
    </section>
  );
}

function Content({ view, module: { paths, root, id }, leftOut }: { readonly view: ImportView; readonly module: DraftModule; readonly leftOut: readonly string[] }) {
  const common = useTranslations('common');
  // Names change nothing of it.
  const input = { importId: view.id, module: { projectSlug: '', slug: '', kind: 'service' as const, paths, root }, leftOut: [...leftOut] };
  const preview = useQuery(api.query.imports.preview.queryOptions({ input, staleTime: Infinity, placeholderData: keepPreviousData }));
  if (preview.isError) return <ErrorNotice error={preview.error} onRetry={() => void preview.refetch()} />;
  if (preview.data === undefined) {
    return (
      <div className="p-4">
        <Skeleton rows={3} label={common('loading')} />
      </div>
    );
  }
  return (
    <div className="imp-both" key={id}>
      <Files preview={preview.data} root={root} />
      <History preview={preview.data} all={view.source?.commits ?? 0} />
    </div>
  );
}

function Files({ preview: { files, fileCount, bytes }, root }: { readonly preview: ModulePreview; readonly root: string }) {
  const t = useTranslations('imports.preview');
  const formats = useFormats();
  const cut = root === '' ? 0 : root.length + 1;
  return (
    <div className="min-w-0">
      <div className="imp-cols">
        <h3 className="caps">{t('files')}</h3>
        <span className="flex-1" />
        <span className="text-micro text-ink-3">{t('fileCount', { count: fileCount, size: formats.size(bytes) })}</span>
      </div>
      <ul className="scroll" aria-label={t('files')} {...REACHED_BY_KEYS}>
        {files.map(({ from, to }) => (
          <li key={from} className="path" title={`${from} → ${to}`}>
            <span>
              <s>{displayName(from.slice(0, cut))}</s>
              {displayName(from.slice(cut))}
            </span>
            <ArrowRight className="size-3 text-ink-3" aria-label={t('goes')} />
            <span className="new">{displayName(to)}</span>
          </li>
        ))}
        {fileCount > files.length && <li className="px-3.5 py-1 text-small text-ink-3">{t('moreFiles', { count: fileCount - files.length })}</li>}
      </ul>
    </div>
  );
}

function History({ preview: { commits, commitCount }, all }: { readonly preview: ModulePreview; readonly all: number }) {
  const t = useTranslations('imports.preview');
  const moment = useMoment();
  return (
    <div className="min-w-0">
      <div className="imp-cols">
        <h3 className="caps">{t('history')}</h3>
        <span className="flex-1" />
        <span className="text-micro text-ink-3">{t('touch', { count: commitCount, all })}</span>
      </div>
      <ul className="scroll" aria-label={t('history')} {...REACHED_BY_KEYS}>
        {commits.map(({ hash, subject, authorName, authorEmail, atMs }) => (
          <li key={hash} className="cm" title={`${authorName}: ${subject}`}>
            <Avatar name={authorName} colourKey={authorEmail} size="small" />
            <span className="mono text-ink-3">{hash.slice(0, 7)}</span>
            <span className="truncate">{subject}</span>
            <time>{moment(atMs)}</time>
          </li>
        ))}
        <li className="px-3.5 py-1 text-small text-ink-3">{commitCount > commits.length ? t('moreCommits', { count: commitCount - commits.length }) : t('unchanged')}</li>
      </ul>
    </div>
  );
}
