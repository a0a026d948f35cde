'use client';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { classes } from '../../../../components/ui/icon.ts';

const STEPS = ['source', 'split', 'import', 'grant'] as const;
export type Step = (typeof STEPS)[number];

/** What the page is for, and where in the pass one is. */
export function FlowBar({ step, end }: { readonly step: Step; readonly end?: ReactNode }) {
  const t = useTranslations('imports');
  const states = useTranslations('common.stepState');
  const present = STEPS.indexOf(step);
  return (
    <div className="imp-flow">
      <h1>{t('page')}</h1>
      <ol aria-label={t('steps.label')}>
        {STEPS.map((name, at) => {
          const state = at < present ? 'done' : at === present ? 'running' : 'waiting';
          return (
            <li key={name} className={classes(at < present && 'done', at === present && 'now')} aria-current={at === present ? 'step' : undefined}>
              <b aria-hidden>{at < present ? <Check className="size-3" /> : at + 1}</b>
              <span className="sr-only">{states(state)} </span>
              <span className="word">{t(`steps.${name}`)}</span>
            </li>
          );
        })}
      </ol>
      <span className="flex-1" />
      {end}
    </div>
  );
}
