'use client';
import type { CSSProperties } from 'react';
import { Meter } from 'react-aria-components/Meter';
import { ProgressBar } from 'react-aria-components/ProgressBar';

import type { Tone } from './badge.tsx';
import { classes } from './icon.ts';

function share(part: number): CSSProperties {
  return { width: `${Math.round(Math.min(1, Math.max(0, part)) * 1000) / 10}%` };
}

/** How full something is. `part` is 0 to 1; `text` is what is read aloud. */
export function Gauge({ label, text, part, tone }: { readonly label: string; readonly text: string; readonly part: number; readonly tone?: Tone }) {
  return (
    <Meter aria-label={label} valueLabel={text} value={part * 100} className={classes('bar', tone !== undefined && `tone-${tone}`)}>
      <i style={share(part)} />
    </Meter>
  );
}

/** How far something is. `part` is 0 to 1, or null where it cannot be told. */
export function Progress({ label, part, className }: { readonly label: string; readonly part: number | null; readonly className?: string }) {
  return (
    <ProgressBar aria-label={label} value={part === null ? undefined : part * 100} isIndeterminate={part === null} className={classes('bar', className)}>
      <i className={part === null ? 'unknown' : undefined} style={part === null ? undefined : share(part)} />
    </ProgressBar>
  );
}

/** What is taken already, and what this would take: two parts of a whole of 1. The words beside it say the same. */
export function FitBar({ taken, wanted, isOver }: { readonly taken: number; readonly wanted: number; readonly isOver: boolean }) {
  const free = 1 - Math.min(1, taken);
  return (
    <span className={classes('fit', isOver && 'tone-failed')} aria-hidden>
      <i style={share(taken)} />
      <i style={share(Math.min(free, wanted))} />
    </span>
  );
}
