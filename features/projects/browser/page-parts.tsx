'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { classes } from '../../../components/ui/icon.ts';
import { Skeleton } from '../../../components/ui/skeleton.tsx';

/** A page's first line: where one is, how much there is, and at its end what can be done. */
export function PageHead({ title, before, count, end }: { readonly title: string; readonly before?: ReactNode; readonly count: string | null; readonly end?: ReactNode }) {
  return (
    <div className="mb-5 flex min-h-[30px] flex-wrap items-center gap-x-3 gap-y-2">
      {before}
      <h1 className="min-w-0 truncate" title={title}>
        {title}
      </h1>
      {count !== null && <span className={classes('text-ink-3', before !== undefined && 'max-phone:hidden')}>{count}</span>}
      <span className="flex-1" />
      {end !== undefined && <div className="flex flex-wrap items-center gap-x-3 gap-y-2">{end}</div>}
    </div>
  );
}

export function Waiting() {
  const common = useTranslations('common');
  return (
    <div className="card p-5 empty:hidden">
      <Skeleton rows={4} label={common('loading')} className="gap-6" />
    </div>
  );
}

/** Modules on the shelves of a project. */
export function Shelves() {
  return (
    <svg width="168" height="96" viewBox="0 0 168 96" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
      <path d="M8 90h152" opacity=".5" />
      <path d="M36 10v80M132 10v80" />
      <path stroke="var(--color-brass)" strokeWidth="2.5" d="M36 44h96M36 78h96" />
      <rect x="46" y="20" width="20" height="24" rx="2" />
      <rect x="72" y="26" width="26" height="18" rx="2" />
      <path d="M106 44V22M112 44V22M118 44l4-22" />
      <rect x="48" y="56" width="30" height="22" rx="2" />
      <rect x="90" y="60" width="18" height="18" rx="2" />
      <path d="M54 63h18M54 69h10" />
    </svg>
  );
}
