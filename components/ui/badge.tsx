import type { ReactNode } from 'react';

import { classes } from './icon.ts';

/** A state's colour. Never alone: a word or a sign goes with it. */
export type Tone = 'running' | 'progress' | 'stopped' | 'failed' | 'warning';
export type RoleTone = 'owner' | 'developer' | 'stagiaire';

export function Badge({ tone, children, className }: { readonly tone?: Tone | RoleTone; readonly children: ReactNode; readonly className?: string }) {
  return <span className={classes('badge', tone !== undefined && `tone-${tone}`, className)}>{children}</span>;
}

export function Led({ tone, isRing, className }: { readonly tone: Tone; readonly isRing?: boolean; readonly className?: string }) {
  return <span className={classes('led', `tone-${tone}`, isRing && 'hollow', className)} aria-hidden />;
}

/** How many; `isHot` when it asks for attention. */
export function Count({ children, isHot }: { readonly children: ReactNode; readonly isHot?: boolean }) {
  return <span className={classes('count', isHot && 'hot')}>{children}</span>;
}
