'use client';
import { useTranslations } from 'use-intl';

import type { ProposalView } from '../contract.ts';

/** What became of a proposal, and by whom. */
export function StateWords({ proposal: { state, reviewer, taken } }: { readonly proposal: Pick<ProposalView, 'state' | 'reviewer' | 'taken'> }) {
  const t = useTranslations('proposals.state');
  const name = reviewer?.name ?? '';
  return state === 'returned' && taken !== null ? t('taken', { ...taken, name }) : t(state, { name });
}
