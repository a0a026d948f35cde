'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Clock, MessageSquare, Undo2, type LucideIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { useMoment } from '../../../components/i18n/provider.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import type { ProposalView } from '../../proposals/contract.ts';
import { api, liveProposalsOptions } from './api.ts';
import { gitSession } from './git-session.ts';

const SIGNS: Readonly<Record<ProposalView['state'], { readonly sign: LucideIcon; readonly colour: string }>> = {
  open: { sign: Clock, colour: 'text-warning' },
  returned: { sign: MessageSquare, colour: 'text-progress' },
  accepted: { sign: CircleCheck, colour: 'text-running' },
  withdrawn: { sign: Undo2, colour: 'text-ink-3' },
};

/** What the member sent, what became of it and what the reviewer says. */
export function MyProposals() {
  const t = useTranslations('git.proposals');
  const session = gitSession.use();
  const { data } = useQuery(liveProposalsOptions());
  const own = (data ?? []).filter(({ isOwn }) => isOwn);
  const decided = own.map(({ id, revision }) => `${id} ${revision}`).join();
  // What a reviewer accepted is in main now, and what was taken back is not on the server any more.
  useEffect(() => {
    if (decided !== '') session.refresh();
  }, [session, decided]);
  if (own.length === 0) return null;
  return (
    <section aria-labelledby="my-proposals" className="pt-3">
      <h3 id="my-proposals" className="caps px-3.5 pb-1">
        {t('mine')}
      </h3>
      <ul aria-labelledby="my-proposals">
        {own.map((proposal) => (
          <ProposalRow key={proposal.id} proposal={proposal} />
        ))}
      </ul>
    </section>
  );
}

function ProposalRow({ proposal }: { readonly proposal: ProposalView }) {
  const t = useTranslations('git.proposals');
  const moment = useMoment();
  const { title, state, words, reviewer, updatedAtMs } = proposal;
  const { sign: Sign, colour } = SIGNS[state];
  return (
    <li className="grid grid-cols-[20px_minmax(0,1fr)] gap-x-2.5 border-t border-line px-3.5 py-2.5 first:border-0">
      <Sign className={`mt-0.5 size-4 ${colour}`} aria-hidden />
      <div className="min-w-0">
        <div className="truncate font-semibold" title={title}>
          {title}
        </div>
        <div className="flex flex-wrap items-center gap-x-2 text-small text-ink-3">
          <StateWords proposal={proposal} />
          <span className="ml-auto">{moment(updatedAtMs)}</span>
        </div>
        {words !== '' && <blockquote className="mt-1.5 rounded-control bg-inset px-2.5 py-2 text-small whitespace-pre-wrap text-ink-2">{t('says', { name: reviewer?.name ?? '', words })}</blockquote>}
        {state === 'open' && <Withdraw proposal={proposal} />}
      </div>
    </li>
  );
}

function StateWords({ proposal: { state, reviewer, taken } }: { readonly proposal: ProposalView }) {
  const t = useTranslations('git.proposals');
  const name = reviewer?.name ?? '';
  if (state === 'returned' && taken !== null) return <span>{t('taken', { ...taken, name })}</span>;
  if (state === 'open' || state === 'withdrawn') return <span>{t(state)}</span>;
  return <span>{t(state, { name })}</span>;
}

function Withdraw({ proposal: { id, revision, title } }: { readonly proposal: ProposalView }) {
  const t = useTranslations('git.proposals');
  const errorText = useErrorText();
  const [isPending, setPending] = useState(false);
  const withdraw = async (): Promise<void> => {
    setPending(true);
    try {
      await api.client.proposals.withdraw({ proposalId: id, revision });
    } catch (error) {
      const { what, why } = errorText(error);
      showToast({ tone: 'failed', title: t('withdrawFailed'), text: `${what} ${why}` });
    } finally {
      setPending(false);
    }
  };
  return (
    <Button size="mini" variant="quiet" className="-ml-[7px]" isPending={isPending} onPress={() => void withdraw()} aria-label={t('withdrawOf', { title })}>
      {t('withdraw')}
    </Button>
  );
}
