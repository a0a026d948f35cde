import type { ReactNode } from 'react';

import { classes } from '../ui/icon.ts';

/** A part of a page with its own head. `aside` stands at the head's end. */
export function Card({ title, hint, aside, children, className }: { readonly title: string; readonly hint?: string; readonly aside?: ReactNode; readonly children: ReactNode; readonly className?: string }) {
  return (
    <section className={classes('card', className)} aria-label={title}>
      <div className="flex min-h-11 flex-wrap items-center gap-x-2 border-b border-line px-4 py-1.5">
        <h2>{title}</h2>
        {hint !== undefined && <span className="text-small text-ink-3">{hint}</span>}
        <span className="flex-1" />
        {aside}
      </div>
      {children}
    </section>
  );
}
