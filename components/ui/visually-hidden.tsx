import type { ReactNode } from 'react';

/** Read aloud, not shown. */
export function VisuallyHidden({ children }: { readonly children: ReactNode }) {
  return <span className="sr-only">{children}</span>;
}

/** Says changes of state aloud, politely, in the order they come; invisible. */
export function LiveRegion({ children }: { readonly children: ReactNode }) {
  return (
    <output className="sr-only" aria-live="polite">
      {children}
    </output>
  );
}
