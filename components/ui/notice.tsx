import type { ReactNode } from 'react';

import { classes, type Icon } from './icon.ts';
import type { Tone } from './badge.tsx';

/** One line across a surface: what is the case, what is safe, and what can be done about it. */
export function Notice(props: { readonly tone?: Tone; readonly icon?: Icon; readonly children: ReactNode; readonly actions?: ReactNode; readonly isLive?: boolean; readonly className?: string }) {
  const Sign = props.icon;
  return (
    <div className={classes('notice', `tone-${props.tone ?? 'warning'}`, props.className)} role={props.isLive ? (props.tone === 'failed' ? 'alert' : 'status') : undefined}>
      {Sign && <Sign aria-hidden />}
      <span className="min-w-0 flex-1">{props.children}</span>
      {props.actions}
    </div>
  );
}
