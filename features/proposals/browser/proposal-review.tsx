'use client';
import { useQuery } from '@tanstack/react-query';
import { Check, TriangleAlert, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { KindTile } from '../../../components/module/kind-tile.tsx';
import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Notice } from '../../../components/ui/notice.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { TextField } from '../../../components/ui/text-field.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import { fromWireError } from '../../../shared/procedures.ts';
import type { ProposalDetail, ProposalView } from '../contract.ts';
import { api, proposalOptions } from './api.ts';
import { choiceOf, decisionOf, sumOf, type Choice, type Choices } from './choices.ts';
import { PartCard } from './part-card.tsx';
import { StateWords } from './state-words.tsx';

/** One proposal: its parts, each with Accept or Return, and one button that says the sum. */
export function ProposalReview({ view, onDecided }: { readonly view: ProposalView; readonly onDecided: () => void }) {
  const common = useTranslations('common');
  const { data, error, refetch } = useQuery(proposalOptions({ proposalId: view.id, revision: view.revision }));
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton rows={6} label={common('loading')} className="card p-5" />;
  return <Review key={`${data.id} ${data.head}`} detail={data} again={() => void refetch()} onDecided={onDecided} />;
}

type Reviewed = { readonly detail: ProposalDetail; readonly again: () => void; readonly onDecided: () => void };

function Review({ detail, again, onDecided }: Reviewed) {
  const t = useTranslations('proposals');
  const [choices, setChoices] = useState<Choices>({});
  const { author, parts, conflicts, versions, state, mayReview } = detail;
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
              <span className="text-ink-3">{state === 'open' ? t('proposes', { name: author.name, count: versions.length }) : <StateWords proposal={detail} />}</span>
            </p>
          </div>
        </div>
        {mayDecide && conflicts.length > 0 && (
          <Notice tone="warning" icon={TriangleAlert} className="rounded-(--radius-control)">
            {t('conflicts', { count: conflicts.length })}
          </Notice>
        )}
        {detail.isTooLarge && <Notice tone="warning">{t('tooLarge')}</Notice>}
        {parts.map((part, index) => (
          <PartCard key={part.id} part={part} number={index + 1} choice={choiceOf(choices, part.id)} choose={mayDecide ? (choice) => setChoices((known) => ({ ...known, [part.id]: choice })) : null} />
        ))}
      </div>
      {mayDecide && <DecisionCard detail={detail} choices={choices} again={again} onDecided={onDecided} />}
      {!mayDecide && detail.words !== '' && <blockquote className="card p-4 whitespace-pre-wrap text-ink-2">{detail.words}</blockquote>}
    </section>
  );
}

const REASONS = ['moved', 'decided', 'contradiction', 'parts'] as const;

function DecisionCard({ detail, choices, again, onDecided }: Reviewed & { readonly choices: Choices }) {
  const t = useTranslations('proposals');
  const errorText = useErrorText();
  const [words, setWords] = useState('');
  const [busy, setBusy] = useState<'sum' | 'none' | null>(null);
  const { author, parts } = detail;
  const chosen = sumOf(parts, choices, 'accept');
  const { sum } = chosen;
  const counts = { accepted: chosen.accepted.length, returned: chosen.returned.length };

  const decide = async (which: 'sum' | 'none'): Promise<void> => {
    setBusy(which);
    // It stays in front when it no longer waits.
    onDecided();
    const what = which === 'none' ? { sum: 'return' as const, accepted: [] } : chosen;
    try {
      await api.client.proposals.decide(decisionOf(detail, what, words));
      showToast({ title: t(`decided.${what.sum === 'accept' ? 'accepted' : what.sum === 'mixed' ? 'mixed' : 'returned'}`) });
    } catch (error) {
      const failure = fromWireError(error);
      const reason = REASONS.find((one) => one === failure.details['because']);
      const { what: happened, why } = errorText(error);
      showToast({ tone: 'failed', title: t('failed'), text: reason === undefined ? `${happened} ${why}` : t(`because.${reason}`) });
      again();
    } finally {
      setBusy(null);
    }
  };
  return (
    <aside className="decide card flex flex-col gap-3 p-4" aria-label={t('decision')}>
      <h2>{t('decision')}</h2>
      {parts.length > 0 && (
        <ul className="flex max-h-60 flex-col overflow-auto">
          {parts.map(({ id, path }, index) => (
            <PartLine key={id} label={t('part', { number: index + 1 })} path={path} choice={choiceOf(choices, id)} />
          ))}
        </ul>
      )}
      <TextField label={t('wordsTo', { name: author.name })} multiline value={words} onChange={setWords} />
      <p className="text-small text-ink-2">{t(`into.${sum === 'accept' ? 'all' : sum === 'mixed' ? 'mixed' : 'none'}`, { name: author.name })}</p>
      <Button variant="primary" size="big" className="w-full" isPending={busy === 'sum'} isDisabled={busy === 'none'} onPress={() => void decide('sum')}>
        {t(`sum.${sum}`, counts)}
      </Button>
      {sum !== 'return' && (
        <Button variant="quiet" isPending={busy === 'none'} isDisabled={busy === 'sum'} onPress={() => void decide('none')}>
          {t('sum.return')}
        </Button>
      )}
    </aside>
  );
}

function PartLine({ label, path, choice }: { readonly label: string; readonly path: string; readonly choice: Choice }) {
  const t = useTranslations('proposals');
  return (
    <li className="flex h-7 flex-none items-center gap-2 text-small" title={path}>
      {choice === 'accept' ? <Check className="size-3.5 text-running" aria-hidden /> : <Undo2 className="size-3.5 text-warning" aria-hidden />}
      {label}
      <span className="ml-auto text-ink-3">{t(choice === 'accept' ? 'accepted' : 'returned')}</span>
    </li>
  );
}
