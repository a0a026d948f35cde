import type { ReactNode } from 'react';

import { Mark } from './mark.tsx';

/** A whole page that says one thing: what is the case, and where to go. */
export function MessagePage(props: { readonly title: string; readonly text: string; readonly detail?: string; readonly action?: { readonly href: string; readonly label: string }; readonly children?: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-2 p-6 text-center">
      <Mark className="mb-4 size-12 text-ink-3" />
      <h1>{props.title}</h1>
      <p className="max-w-[52ch] text-ink-2">{props.text}</p>
      <div className="mt-4 flex gap-2">
        {props.action && (
          <a className="btn primary big" href={props.action.href}>
            {props.action.label}
          </a>
        )}
        {props.children}
      </div>
      {props.detail !== undefined && <p className="mt-4 text-small text-ink-3">{props.detail}</p>}
    </main>
  );
}
