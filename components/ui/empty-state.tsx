import type { ReactNode } from 'react';

/** What it is, the one thing to do, how long that takes. A drawing only on a whole page. */
export function EmptyState({ art, title, text, children, className = '' }: { readonly art?: ReactNode; readonly title: string; readonly text?: ReactNode; readonly children?: ReactNode; readonly className?: string }) {
  return (
    <div className={`empty ${className}`}>
      {art !== undefined && <span className="art">{art}</span>}
      <h2>{title}</h2>
      {text !== undefined && <p>{text}</p>}
      {children}
    </div>
  );
}
