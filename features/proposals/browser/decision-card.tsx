'use client';
import { Check, ShieldCheck, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useCommand } from '../../../components/api/use-command.ts';
import { useErrorText } from '../../../components/i18n/error-text.ts';
import { Button } from '../../../components/ui/button.tsx';
import { Checkbox } from '../../../components/ui/choice.tsx';
import { Notice } from '../../../components/ui/notice.tsx';
import { SegmentedControl } from '../../../components/ui/segmented-control.tsx';
import { TextField } from '../../../components/ui/text-field.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import { fromWireError } from '../../../shared/procedures.ts';
import type { Decision, ProposalDetail } from '../contract.ts';
import { api } from './api.ts';
import { choiceOf, decisionOf, sumOf, type Choice, type Choices } from './choices.ts';

const REASONS = ['moved', 'decided', 'contradiction', 'parts', 'approval', 'merges'] as const;

type DecisionProps = { readonly detail: ProposalDetail; readonly choices: Choices; readonly again: () => void; readonly onDecided: () => void };

/** What becomes of it: the sum of the parts, how it comes in, and one button that says so. */
export function DecisionCard({ detail, choices, again, onDecided }: DecisionProps) {
  const t = useTranslations('proposals');
  const errorText = useErrorText();
  const [words, setWords] = useState('');
  const [method, setMethod] = useState<Decision['method']>('merge');
  const [endsBranch, setEndsBranch] = useState(true);
  const [busy, setBusy] = useState<'sum' | 'none' | null>(null);
  const { author, parts, isOwn, needsApproval, target, kindOfReview, versions } = detail;
  const isRequest = kindOfReview === 'request';
  const chosen = sumOf(parts, choices, 'accept');
  const { sum } = chosen;
  const counts = { accepted: chosen.accepted.length, returned: chosen.returned.length };
  const mustWait = isOwn && needsApproval;

  const decide = async (which: 'sum' | 'none'): Promise<void> => {
    setBusy(which);
    // It stays in front when it no longer waits.
    onDecided();
    const what = which === 'none' ? { sum: 'return' as const, accepted: [] } : chosen;
    try {
      await api.client.proposals.decide(decisionOf(detail, what, { words, method, endsBranch }));
      showToast({ title: t(`decided.${what.sum === 'accept' ? 'accepted' : what.sum === 'mixed' ? 'mixed' : 'returned'}`, { target }) });
    } catch (error) {
      const failure = fromWireError(error);
      const reason = REASONS.find((one) => one === failure.details['because']);
      const { what: happened, why } = errorText(error);
      showToast({ tone: 'failed', title: t('failed'), text: reason === undefined ? `${happened} ${why}` : t(`because.${reason}`, { target }) });
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
      {needsApproval && <Notice tone="warning">{t(mustWait ? 'mustWait' : 'needsApproval', { target })}</Notice>}
      {!isOwn && <Approve detail={detail} again={again} />}
      <TextField label={isOwn ? t('wordsOwn') : t('wordsTo', { name: author.name })} multiline value={words} onChange={setWords} />
      {isRequest && sum === 'accept' && (
        <>
          <SegmentedControl
            label={t('method.label', { target })}
            segments={[
              { value: 'merge', label: t('method.merge') },
              { value: 'squash', label: t('method.squash') },
              ...(versions.length > 1 ? [{ value: 'rebase' as const, label: t('method.rebase', { count: versions.length }) }] : []),
            ]}
            value={method}
            onChange={setMethod}
          />
          <Checkbox isSelected={endsBranch} onChange={setEndsBranch}>
            {t('endsBranch', { source: detail.source })}
          </Checkbox>
        </>
      )}
      <p className="text-small text-ink-2">{isRequest && sum === 'accept' ? t(`method.${method}Text`, { target, name: author.name }) : t(`into.${sum === 'accept' ? 'all' : sum === 'mixed' ? 'mixed' : 'none'}`, { name: author.name, target })}</p>
      <Button variant="primary" size="big" className="w-full" isPending={busy === 'sum'} isDisabled={busy === 'none' || (mustWait && sum !== 'return')} onPress={() => void decide('sum')}>
        {t(`sum.${sum}`, counts)}
      </Button>
      {sum !== 'return' && !isOwn && (
        <Button variant="quiet" isPending={busy === 'none'} isDisabled={busy === 'sum'} onPress={() => void decide('none')}>
          {t('sum.return')}
        </Button>
      )}
      {isOwn && <Withdraw detail={detail} onDecided={onDecided} />}
    </aside>
  );
}

function Approve({ detail, again }: Pick<DecisionProps, 'detail' | 'again'>) {
  const t = useTranslations('proposals');
  const approving = useCommand(api.client.proposals.approve, { onDone: again });
  const { id, head, approvals } = detail;
  const mine = approvals.some(({ isCurrent, isOwn }) => isCurrent && isOwn);
  return (
    <Button icon={ShieldCheck} isPending={approving.isPending} onPress={() => approving.mutate({ proposalId: id, head, approved: !mine })}>
      {t(mine ? 'unapprove' : 'approve')}
    </Button>
  );
}

function Withdraw({ detail: { id, revision }, onDecided }: Pick<DecisionProps, 'detail' | 'onDecided'>) {
  const t = useTranslations('proposals');
  const withdrawing = useCommand(api.client.proposals.withdraw, { onDone: onDecided });
  return (
    <Button variant="quiet" isPending={withdrawing.isPending} onPress={() => withdrawing.mutate({ proposalId: id, revision })}>
      {t('withdraw')}
    </Button>
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
