'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useStore } from '../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import type { HistoryLog } from './history-log.ts';

/** How many files of a module have changes that are not committed: source control marks them. */
export function useUncommitted(root: string): { readonly count: number; readonly stamp: string } {
  const { files } = useWorkbench();
  const sources = useStore(files.marks);
  const [found, setFound] = useState({ count: 0, stamp: '' });
  useEffect(() => {
    let turn = 0;
    const read = (): void => {
      const changed = sources.flatMap((marks) => [...marks.get()].filter(([path, { tone }]) => tone !== 'ignored' && path.startsWith(`${root}/`)));
      // Every time marks are told, files may be others, though as many and of the same names.
      turn += 1;
      setFound((known) => (known.count === 0 && changed.length === 0 ? known : { count: changed.length, stamp: String(turn) }));
    };
    read();
    const stops = sources.map((marks) => marks.subscribe(read));
    return () => stops.forEach((stop) => stop());
  }, [sources, root]);
  return found;
}

/** Above the commits: what is not one yet. A press compares the files with what is checked out. */
export function UncommittedRow({ log, head, count }: { readonly log: HistoryLog; readonly head: string; readonly count: number }) {
  const t = useTranslations('history');
  const compared = useStore(log.compared);
  const isShown = compared?.from === head && compared.to === null;
  return (
    <button type="button" className="uncommitted no-ring" aria-pressed={isShown} onClick={() => log.compared.set(isShown ? null : { from: head, to: null })}>
      <span className="dot" aria-hidden />
      {t('uncommitted', { count })}
    </button>
  );
}
