'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';

export type FootSectionProps = {
  readonly title: string;
  /** What it is about, dimmed beside the title. */
  readonly of?: ReactNode;
  /** Tells more about `of`. */
  readonly ofTip?: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  /** Buttons at the end of its head. */
  readonly actions?: ReactNode;
  readonly className: string;
  /** What it holds; drawn while it is open. */
  readonly children: ReactNode;
};

/** A section that folds, at the foot of a side panel. */
export function FootSection({ title, of, ofTip, isOpen, onToggle, actions, className, children }: FootSectionProps) {
  const Sign = isOpen ? ChevronDown : ChevronRight;
  return (
    <section className={`foot-section ${className}`} aria-label={title} data-open={isOpen ? '' : undefined}>
      <div className="foot-head">
        <AriaButton className="title" aria-expanded={isOpen} onPress={onToggle}>
          <Sign aria-hidden />
          <span>{title}</span>
          {of !== undefined && of !== null && (
            <span className="of" title={ofTip}>
              {of}
            </span>
          )}
        </AriaButton>
        {actions}
      </div>
      {isOpen && children}
    </section>
  );
}
