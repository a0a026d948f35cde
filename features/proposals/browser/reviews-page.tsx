'use client';
import { useQuery } from '@tanstack/react-query';
import { GitPullRequestArrow, MessageSquare } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';

import './proposals.css';
import { useMoment } from '../../../components/i18n/provider.tsx';
import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import type { ProposalView } from '../contract.ts';
import { liveProposalsOptions } from './api.ts';
import { NewRequestDialog } from './new-request-dialog.tsx';
import { ProposalReview } from './proposal-review.tsx';
import { StateWords } from './state-words.tsx';

/** What colleagues propose for the modules that the member may change, and what the member asked for: waiting first, then what was decided. */
export function ReviewsPage() {
  const t = useTranslations('proposals');
  const common = useTranslations('common');
  const { data, error, refetch } = useQuery(liveProposalsOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton rows={4} label={common('loading')} className="card p-5" />;
  const waiting = data.filter(({ state, isOwn }) => state === 'open' && !isOwn);
  const own = data.filter(({ state, isOwn }) => isOwn && (state === 'open' || state === 'returned'));
  const done = data.filter((one) => !waiting.includes(one) && !own.includes(one));
  const shown = data.find(({ id }) => id === chosen) ?? waiting[0] ?? own[0] ?? null;
  return (
    <>
      <div className="mb-5 flex items-center gap-3">
        <h1 className="flex-1">{t('page')}</h1>
        {/* Whoever may not write has nothing to ask for. */}
        <Button icon={GitPullRequestArrow} onPress={() => setAsking(true)}>
          {t('request.title')}
        </Button>
      </div>
      {isAsking && (
        <NewRequestDialog
          onClose={() => setAsking(false)}
          onOpened={({ id }) => {
            setAsking(false);
            setChosen(id);
          }}
        />
      )}
      {data.length === 0 && (
        <section className="card px-4 py-16" aria-label={t('list')}>
          <EmptyState title={t('nothing.title')} text={t('nothing.text')} />
        </section>
      )}
      {data.length > 0 && <div className="reviews">
        <nav aria-label={t('list')} className="card flex flex-col gap-1 p-1.5">
          {waiting.length === 0 && <EmptyState title={t('nothing.title')} text={t('nothing.text')} className="p-4" />}
          <Group title={t('waiting')} proposals={waiting} shown={shown} onChoose={setChosen} />
          <Group title={t('yours')} proposals={own} shown={shown} onChoose={setChosen} />
          <Group title={t('done')} proposals={done} shown={shown} onChoose={setChosen} />
        </nav>
        {shown === null ? <p className="p-2 text-ink-2 max-phone:hidden">{t('choose')}</p> : <ProposalReview key={shown.id} view={shown} onDecided={() => setChosen(shown.id)} />}
      </div>}
    </>
  );
}

function Group(props: { readonly title: string; readonly proposals: readonly ProposalView[]; readonly shown: ProposalView | null; readonly onChoose: (id: string) => void }) {
  const t = useTranslations('proposals');
  const moment = useMoment();
  if (props.proposals.length === 0) return null;
  return (
    <section aria-label={props.title}>
      <h2 className="caps px-3 pt-2 pb-1">{props.title}</h2>
      <ul>
        {props.proposals.map((proposal) => (
          <li key={proposal.id}>
            <AriaButton className="review-item" aria-current={proposal.id === props.shown?.id} onPress={() => props.onChoose(proposal.id)}>
              <Avatar name={proposal.author.name} colourKey={proposal.author.memberId} size="small" />
              <span className="truncate font-semibold">{proposal.title}</span>
              <span className="text-micro text-ink-2">{moment(proposal.updatedAtMs)}</span>
              <span className="col-span-2 col-start-2 flex min-w-0 items-center gap-2 text-small text-ink-2">
                <span className="truncate">
                  {proposal.projectSlug} / {proposal.moduleSlug}, {proposal.state === 'open' ? proposal.author.name : <StateWords proposal={proposal} />}
                </span>
                {proposal.comments.count > 0 && (
                  <span className="ml-auto flex flex-none items-center gap-1 text-micro" aria-label={t('talk.count', { count: proposal.comments.count })}>
                    <MessageSquare className="size-3" aria-hidden />
                    {proposal.comments.count}
                  </span>
                )}
              </span>
            </AriaButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
