'use client';
import type { ReactNode } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger as AriaTooltipTrigger, type TooltipTriggerComponentProps } from 'react-aria-components/Tooltip';

import { KeyCap } from './key-cap.tsx';

const TOOLTIP_DELAY_MS = 500;

/** Wraps the thing that is explained and its `Tooltip`. The trigger must be focusable. */
export function TooltipTrigger(props: TooltipTriggerComponentProps) {
  return <AriaTooltipTrigger delay={TOOLTIP_DELAY_MS} closeDelay={0} {...props} />;
}

export function Tooltip({ children, keys, placement = 'bottom' }: { readonly children: ReactNode; readonly keys?: string; readonly placement?: 'top' | 'bottom' | 'left' | 'right' }) {
  return (
    <AriaTooltip className="tooltip" offset={6} placement={placement}>
      {children}
      {keys !== undefined && <KeyCap keys={keys} />}
    </AriaTooltip>
  );
}
