'use client';
import { ChevronDown, ChevronUp, CircleAlert, CircleCheck } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { useMoment } from '../../../../components/i18n/provider.tsx';
import { Button, IconButton } from '../../../../components/ui/button.tsx';
import { Switch } from '../../../../components/ui/choice.tsx';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { displayName } from '../../../../shared/display-name.ts';
import type { FilePath } from '../../../../shared/file-path.ts';
import type { ConflictedText } from '../../contract.ts';
import { GitDeeds } from '../deeds.ts';
import { gitSession } from '../git-session.ts';
import { MERGE, mergeInput } from '../git-texts.ts';
import './merge.css';
import { findKept, forgetMerge, keepMerge } from './kept-merges.ts';
import { followMerge } from './follow-merge.ts';
import { MergeEditors, type MergeWords } from './merge-editors.ts';

type Settled = { readonly text: string } | { readonly side: 'ours' | 'theirs' } | { readonly deleted: true };

/** A conflict of one file, until it is settled. */
export function MergeView({ path }: { readonly path: FilePath }) {
  const t = useTranslations('git.merge');
  const errorText = useErrorText();
  const session = gitSession.use();
  const [found, setFound] = useState<ConflictedText | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    const abort = new AbortController();
    session.client.conflict({ path }, { signal: abort.signal }).then(setFound, (error: unknown) => !abort.signal.aborted && setFailure(error));
    return () => abort.abort();
  }, [session, path]);

  const settle = async (settled: Settled): Promise<boolean> => {
    const root = session.moduleOf(path)?.root;
    if (root === undefined) return false;
    const done = await new GitDeeds(session).run('resolve', root, () => session.client.resolve({ path, with: settled }));
    if (!done) return false;
    showToast({ title: t('done') });
    session.workbench.editors.close.emit({ kind: MERGE, key: path });
    const next = session.moduleOf(path)?.changes.find((change) => change.conflict !== null && change.path !== path);
    if (next !== undefined) session.workbench.editors.open.emit({ input: mergeInput(next.path), preview: false });
    return true;
  };

  if (failure !== null) return <EmptyState className="p-6" title={t('none')} text={errorText(failure).why} />;
  if (found === null) return <Skeleton rows={6} label={t('loading')} className="p-4" />;
  return found.pieces === null ? <WholeSides found={found} onSettle={settle} /> : <PieceByPiece path={path} found={found} pieces={found.pieces} onSettle={settle} />;
}

/** One side has no such text: one of them is taken whole. */
function WholeSides({ found, onSettle }: { readonly found: ConflictedText; readonly onSettle: (settled: Settled) => Promise<boolean> }) {
  const t = useTranslations('git.merge');
  const { kind } = found;
  const hasOurs = kind !== 'deleted_by_us' && kind !== 'added_by_them' && kind !== 'both_deleted';
  const hasTheirs = kind !== 'deleted_by_them' && kind !== 'added_by_us' && kind !== 'both_deleted';
  return (
    <EmptyState className="p-6" title={t(`kind.${kind}`)} text={t('wholeText')}>
      <span className="flex flex-wrap justify-center gap-2">
        {hasOurs && <Button onPress={() => void onSettle({ side: 'ours' })}>{t('takeOurs')}</Button>}
        {hasTheirs && <Button onPress={() => void onSettle({ side: 'theirs' })}>{t('takeTheirs')}</Button>}
        {!(hasOurs && hasTheirs) && <Button onPress={() => void onSettle({ deleted: true })}>{t('delete')}</Button>}
      </span>
    </EmptyState>
  );
}

type Parts = { readonly path: FilePath; readonly found: ConflictedText; readonly pieces: NonNullable<ConflictedText['pieces']>; readonly onSettle: (settled: Settled) => Promise<boolean> };

function PieceByPiece({ path, found, pieces, onSettle }: Parts) {
  const t = useTranslations('git.merge');
  const session = gitSession.use();
  const [editors, setEditors] = useState<MergeEditors | null>(null);
  const [showsBase, setShowsBase] = useState(true);
  const [isPending, setPending] = useState(false);
  const [keptAtMs, setKeptAtMs] = useState<number | null>(null);
  const [turn, setTurn] = useState(0);
  const moment = useMoment();
  const places = { ours: useRef<HTMLDivElement>(null), base: useRef<HTMLDivElement>(null), theirs: useRef<HTMLDivElement>(null) };
  const result = useRef<HTMLDivElement>(null);
  const say: MergeWords = (key, { number } = { number: 0 }) =>
    ({
      take: t('take'), takeOurs: t('takeOurs'), takeTheirs: t('takeTheirs'), takeBoth: t('takeBoth'), orType: t('orType'), undo: t('undo'), conflict: t('conflict', { number }),
      'settled.ours': t('settled.ours'), 'settled.theirs': t('settled.theirs'), 'settled.both': t('settled.both'), 'settled.typed': t('settled.typed'),
    })[key];
  const words = useRef({ say, result: t('result') });
  useEffect(() => {
    words.current = { say, result: t('result') };
  });
  const { ours, base, theirs } = places;
  const merge = useMemo(() => ({ workspace: session.workbench.workspace.id, path, found }), [session, path, found]);
  const isOver = useRef(false);
  useEffect(() => {
    let made: MergeEditors | null = null;
    let isGone = false;
    let end = (): void => undefined;
    isOver.current = false;
    // A browser that keeps nothing has nothing to go on with.
    const kept = findKept(merge).catch(() => null);
    void Promise.all([session.workbench.editors.monaco.get()?.(), kept]).then(([monaco, before]) => {
      if (monaco === undefined || isGone || !ours.current || !base.current || !theirs.current || !result.current) return;
      made = new MergeEditors({ monaco, path, pieces, found, words: (key, values) => words.current.say(key, values), kept: before });
      made.showSide('ours', ours.current);
      made.showSide('base', base.current);
      made.showSide('theirs', theirs.current);
      made.showResult(result.current, { ariaLabel: words.current.result });
      made.reveal(Math.max(0, made.choices.get().indexOf(null)));
      end = followMerge(made, (now) => {
        if (!isOver.current) keepMerge(merge, now).catch(() => undefined); // a browser that keeps nothing
      });
      setEditors(made);
      setKeptAtMs(before?.savedAtMs ?? null);
    });
    return () => {
      isGone = true;
      end();
      made?.dispose();
      setEditors(null);
    };
  }, [session, path, pieces, found, merge, turn, ours, base, theirs]);

  const finish = (): void => {
    if (editors === null) return;
    setPending(true);
    // The tab goes with the last of it: nothing is kept then.
    isOver.current = true;
    void onSettle({ text: editors.text })
      .then(async (isSettled) => {
        isOver.current = isSettled;
        if (isSettled) await forgetMerge(merge);
      })
      .finally(() => setPending(false));
  };
  const later = (): void => {
    session.workbench.editors.close.emit({ kind: MERGE, key: path });
    showToast({ title: t('kept'), text: t('keptText') });
  };
  const again = (): void => {
    isOver.current = true;
    void forgetMerge(merge).finally(() => {
      setKeptAtMs(null);
      setTurn((known) => known + 1);
    });
  };
  return (
    <section className="git-merge" aria-label={t('label')}>
      <div className={`git-merge-sides ${showsBase ? '' : 'is-without-base'}`}>
        <Pane title={t('ours')} text={found.oursLabel} place={ours} />
        <Pane title={t('base')} text={t('baseText')} place={base} isHidden={!showsBase} />
        <Pane title={t('theirs')} text={found.theirsLabel} place={theirs} />
      </div>
      <div className="git-merge-head">
        <b>{t('result')}</b>
        <span className="min-w-0 truncate font-mono text-micro text-ink-3">{displayName(path)}</span>
        <span className="flex-1" />
        {keptAtMs !== null && (
          <span className="flex min-w-0 items-center gap-1 text-small text-ink-3">
            <span className="truncate">{t('goesOn', { moment: moment(keptAtMs) })}</span>
            <Button size="mini" variant="quiet" onPress={again}>
              {t('again')}
            </Button>
          </span>
        )}
        {editors !== null && <Progress editors={editors} />}
        <IconButton size="mini" icon={ChevronUp} label={t('previous')} onPress={() => editors?.go(-1)} />
        <IconButton size="mini" icon={ChevronDown} label={t('next')} onPress={() => editors?.go(1)} />
        <Switch isSelected={showsBase} onChange={setShowsBase}>
          {t('base')}
        </Switch>
      </div>
      <div ref={result} className="min-h-0" />
      <div className="git-merge-foot">{editors !== null && <Finish editors={editors} isPending={isPending} canWrite={session.canWrite} onFinish={finish} onLater={later} />}</div>
    </section>
  );
}

function Pane({ title, text, place, isHidden = false }: { readonly title: string; readonly text: string; readonly place: React.RefObject<HTMLDivElement | null>; readonly isHidden?: boolean }) {
  return (
    <section className="git-merge-pane" aria-label={title} hidden={isHidden}>
      <div className="git-merge-head">
        <b>{title}</b>
        <span className="min-w-0 truncate text-ink-3" title={text}>
          {text}
        </span>
      </div>
      <div ref={place} className="min-h-0 flex-1" />
    </section>
  );
}

function Progress({ editors }: { readonly editors: MergeEditors }) {
  const t = useTranslations('git.merge');
  const choices = useStore(editors.choices);
  const left = choices.filter((choice) => choice === null).length;
  return (
    <output className="flex items-center gap-3 text-small">
      <span className="flex items-center gap-1 text-running">
        <CircleCheck className="size-3" aria-hidden />
        {t('settledCount', { count: choices.length - left })}
      </span>
      {left > 0 && (
        <span className="flex items-center gap-1 text-git-conflict">
          <CircleAlert className="size-3" aria-hidden />
          {t('leftCount', { count: left })}
        </span>
      )}
    </output>
  );
}

function Finish({ editors, isPending, canWrite, onFinish, onLater }: { readonly editors: MergeEditors; readonly isPending: boolean; readonly canWrite: boolean; readonly onFinish: () => void; readonly onLater: () => void }) {
  const t = useTranslations('git.merge');
  const choices = useStore(editors.choices);
  const left = useMemo(() => choices.findIndex((choice) => choice === null), [choices]);
  return (
    <>
      <span className="min-w-0 flex-1 text-ink-2">{left >= 0 ? t('settleFirst', { number: left + 1 }) : t('ready')}</span>
      <Button variant="quiet" onPress={onLater}>
        {t('later')}
      </Button>
      {canWrite && (
        <Button variant="primary" isDisabled={left >= 0} isPending={isPending} onPress={onFinish}>
          {t('finish')}
        </Button>
      )}
    </>
  );
}
