'use client';
import { useTranslations } from 'use-intl';

import type { CommitFile } from '../contract.ts';
import { FileRow, type Sides } from './file-row.tsx';

export type FileListProps = { readonly label: string; readonly files: readonly CommitFile[]; /** Of all, also of those that are not listed. */ readonly fileCount: number; readonly sides: Sides; readonly root: string };

/** Files that a commit changed, or that differ between two: how many lines together, and each of them. */
export function FileList({ label, files, fileCount, sides, root }: FileListProps) {
  const t = useTranslations('history');
  const sum = (which: 'added' | 'removed'): number => files.reduce((all, file) => all + (file[which] ?? 0), 0);
  return (
    <div>
      <div className="flex h-7 items-center">
        <span className="label">{t('files', { count: fileCount })}</span>
        <span className="push figs">
          <span className="text-git-added">+{sum('added')}</span>
          <span className="text-git-deleted">−{sum('removed')}</span>
        </span>
      </div>
      <ul aria-label={label}>
        {files.map((file) => (
          <FileRow key={file.path} file={file} sides={sides} root={root} />
        ))}
      </ul>
      {fileCount > files.length && <p className="text-small text-ink-3">{t('moreFiles', { count: fileCount - files.length })}</p>}
    </div>
  );
}
