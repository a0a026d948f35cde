'use client';
import { useCallback, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';

import './history.css';
import { useErrorText } from '../../../components/i18n/error-text.ts';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import type { EditorViewProps } from '../../../components/workbench/editors/editors.ts';
import { useOwned } from '../../../components/workbench/use-owned.ts';
import { useStore } from '../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import { CommitDetails } from './commit-details.tsx';
import { CommitRows } from './commit-rows.tsx';
import { CompareDetails } from './compare-details.tsx';
import { HistoryLog } from './history-log.ts';
import { readParams, type HistoryParams } from './params.ts';
import { UncommittedRow, useUncommitted } from './uncommitted-row.tsx';
import { SearchBar } from './search-bar.tsx';

/** The tab "History" of one module. */
export function HistoryView({ params }: EditorViewProps) {
  const t = useTranslations('history');
  const about = readParams(params);
  if (about === null) return <EmptyState title={t('title')} text={t('unknown')} className="p-6" />;
  return <Module key={about.root} about={about} />;
}

function Module({ about }: { readonly about: HistoryParams }) {
  const workbench = useWorkbench();
  const { root } = about;
  const log = useOwned(() => new HistoryLog({ workbench, root }));
  return log === null ? null : <Log log={log} about={about} />;
}

function Log({ log, about }: { readonly log: HistoryLog; readonly about: HistoryParams }) {
  const t = useTranslations('history');
  const errorText = useErrorText();
  const loaded = useStore(log.loaded);
  const error = useStore(log.error);
  const search = useStore(log.search);
  const compared = useStore(log.compared);
  const uncommitted = useUncommitted(log.root);
  const [selected, setSelected] = useState<string | null>(about.hash ?? null);
  const [revealed, setRevealed] = useState<{ hash: string; count: number } | null>(about.hash === undefined || about.isAside === true ? null : { hash: about.hash, count: 0 });
  const [asked, setAsked] = useState(about.hash);
  if (asked !== about.hash) {
    setAsked(about.hash);
    if (about.hash !== undefined) {
      setSelected(about.hash);
      setRevealed(about.isAside === true ? null : { hash: about.hash, count: (revealed?.count ?? 0) + 1 });
    }
  }
  const select = useCallback(
    (hash: string): void => {
      log.compared.set(null);
      setSelected(hash);
    },
    [log],
  );
  const go = useCallback((hash: string): void => {
    setSelected(hash);
    setRevealed((known) => ({ hash, count: (known?.count ?? 0) + 1 }));
  }, []);
  // One that is further down than what is loaded comes as soon as it is.
  const wanted = revealed?.hash ?? null;
  useEffect(() => {
    if (wanted === null || loaded === null || loaded.isWhole || log.rowOf(wanted) !== null) return;
    log.want(loaded.rows.length + 1000);
  }, [log, loaded, wanted]);
  const isThere = wanted !== null && loaded !== null && log.rowOf(wanted) !== null;
  if (error !== null && loaded === null) {
    const { what, why } = errorText(error);
    return <EmptyState title={what} text={why} className="p-6" />;
  }
  return (
    <div className="history">
      <div className="log">
        <SearchBar key={about.path ?? ''} log={log} loaded={loaded} selected={selected} onGo={go} initialPath={about.path ?? ''} />
        {loaded === null ? (
          <Skeleton rows={8} label={t('title')} className="p-4" />
        ) : loaded.rows.length === 0 && loaded.total === 0 ? (
          <EmptyState title={t('empty.title')} text={t('empty.text')} className="p-6" />
        ) : (
          <>
            {uncommitted.count > 0 && loaded.head !== null && <UncommittedRow log={log} head={loaded.head} count={uncommitted.count} />}
            <CommitRows log={log} loaded={loaded} search={search} selected={selected} onSelect={select} revealed={isThere ? revealed : null} />
          </>
        )}
      </div>
      {compared !== null && <CompareDetails log={log} compared={compared} stamp={uncommitted.stamp} />}
      {compared === null && selected !== null && <CommitDetails key={selected} log={log} hash={selected} stamp={`${loaded?.head ?? ''} ${loaded?.branch ?? ''}`} onClose={() => setSelected(null)} onGo={go} />}
    </div>
  );
}
