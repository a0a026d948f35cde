'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowRight, ShieldCheck, TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';

import { KindTile } from '../../../components/module/kind-tile.tsx';
import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Notice } from '../../../components/ui/notice.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import type { ProposalDetail, ProposalView } from '../contract.ts';
import { api, proposalOptions } from './api.ts';
import { choiceOf, type Choices } from './choices.ts';
import { DecisionCard } from './decision-card.tsx';
import { PartCard } from './part-card.tsx';
import { placeComments } from './placing.ts';
import { StateWords } from './state-words.tsx';
import { Composer, Thread } from './thread.tsx';

/** One proposal: its parts, each with Accept or Return, and one button that says the sum. */
export function ProposalReview({ view, onDecided }: { readonly view: ProposalView; readonly onDecided: () => void }) {
  const common = useTranslations('common');
  const { data, error, refetch } = useQuery(proposalOptions(view));
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton rows={6} label={common('loading')} className="card p-5" />;
  return <Review key={`${data.id} ${data.head}`} detail={data} again={() => void refetch()} onDecided={onDecided} />;
}

type Reviewed = { readonly detail: ProposalDetail; readonly again: () => void; readonly onDecided: () => void };

function Review({ detail, again, onDecided }: Reviewed) {
  const t = useTranslations('proposals');
  const [choices, setChoices] = useState<Choices>({});
  const { author, parts, conflicts, versions, state, mayReview, conversation, approvals } = detail;
  const placed = useMemo(() => placeComments(conversation, parts), [conversation, parts]);
  const isActive = state === 'open' || state === 'returned';
  const mayDecide = isActive && mayReview;
  return (
    <section className="review" aria-label={detail.title}>
      <div className="flex min-w-0 flex-col gap-4">
        <div className="flex items-center gap-3">
          <Avatar name={author.name} colourKey={author.memberId} size="large" />
          <div className="min-w-0">
            <h2 className="truncate text-lead font-semibold" title={detail.title}>
              {detail.title}
            </h2>
            <p className="flex flex-wrap items-center gap-x-2 text-small text-ink-2">
              <KindTile kind={detail.kind} size="small" />
              {detail.projectSlug} / {detail.moduleSlug}
              <span className="text-ink-3">{state === 'open' ? t('proposes', { name: author.name, count: versions.length, target: detail.target }) : <StateWords proposal={detail} />}</span>
              {detail.kindOfReview === 'request' && (
                <span className="mono inline-flex items-center gap-1.5">
                  {detail.source} <ArrowRight className="size-3" aria-label={t('intoBranch')} /> {detail.target}
                </span>
              )}
            </p>
          </div>
        </div>
        {detail.description !== '' && <p className="whitespace-pre-wrap wrap-anywhere">{detail.description}</p>}
        {approvals.length > 0 && (
          <ul className="flex flex-wrap gap-3 text-small" aria-label={t('approvals')}>
            {approvals.map(({ by, isCurrent }) => (
              <li key={by.memberId} className={`flex items-center gap-1.5 ${isCurrent ? 'text-running' : 'text-ink-3'}`}>
                <ShieldCheck className="size-3.5" aria-hidden />
                {t(isCurrent ? 'approvedBy' : 'approvedBefore', { name: by.name })}
              </li>
            ))}
          </ul>
        )}
        {mayDecide && conflicts.length > 0 && (
          <Notice tone="warning" icon={TriangleAlert} className="rounded-(--radius-control)">
            {t('conflicts', { count: conflicts.length, target: detail.target })}
          </Notice>
        )}
        {detail.isTooLarge && <Notice tone="warning">{t('tooLarge')}</Notice>}
        {parts.map((part, index) => (
          <PartCard key={part.id} part={part} number={index + 1} choice={choiceOf(choices, part.id)} talk={{ placed, proposalId: detail.id, head: detail.head }} choose={mayDecide ? (choice) => setChoices((known) => ({ ...known, [part.id]: choice })) : null} />
        ))}
        <section className="flex flex-col gap-3" aria-label={t('talk.title')}>
          <h3 className="font-semibold">{t('talk.title')}</h3>
          {placed.outdated.length > 0 && <p className="text-small text-ink-3">{t('talk.outdated')}</p>}
          {[...placed.outdated, ...placed.general].map((thread) => (
            <Thread key={thread.first.id} thread={thread} proposalId={detail.id} />
          ))}
          <Composer label={t('talk.say')} submit={t('talk.send')} send={(text) => api.client.proposals.comment({ proposalId: detail.id, text })} />
        </section>
      </div>
      {mayDecide && <DecisionCard detail={detail} choices={choices} again={again} onDecided={onDecided} />}
      {!mayDecide && detail.words !== '' && <blockquote className="card p-4 whitespace-pre-wrap text-ink-2">{detail.words}</blockquote>}
    </section>
  );
}
