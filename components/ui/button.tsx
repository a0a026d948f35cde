'use client';
import { LoaderCircle } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { Link as AriaLink, type LinkProps as AriaLinkProps } from 'react-aria-components/Link';

import { classes, type Icon } from './icon.ts';
import { TooltipTrigger, Tooltip } from './tooltip.tsx';

export type ButtonVariant = 'plain' | 'primary' | 'tonal' | 'quiet' | 'danger';
export type ButtonSize = 'mini' | 'normal' | 'big';

type Looks = {
  /** One primary on a surface; danger only inside its own confirmation. */
  readonly variant?: ButtonVariant;
  readonly size?: ButtonSize;
  readonly icon?: Icon;
  readonly className?: string;
  readonly children?: ReactNode;
};

function looks({ variant = 'plain', size = 'normal', className }: Looks): string {
  return classes('btn', variant !== 'plain' && variant, size !== 'normal' && size, className);
}

export type ButtonProps = Looks & Omit<AriaButtonProps, 'className' | 'children'> & { readonly ref?: Ref<HTMLButtonElement> };

/** While `isPending` it keeps its width and its words, and cannot be pressed again. */
export function Button({ variant, size, icon, className, children, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={looks({ variant, size, className })}>
      <Sign icon={icon} isPending={props.isPending} />
      {children}
    </AriaButton>
  );
}

export type IconButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'aria-label'> & {
  readonly icon: Icon;
  /** Its accessible name and the words of its tooltip. */
  readonly label: string;
  /** The words of the tooltip, where the name says more than the eye needs ("Stop" for "Stop cash-reports"). */
  readonly tip?: string;
  /** The key that does the same, shown in the tooltip: "Ctrl+S". */
  readonly keys?: string;
};

/** Only a sign: its name and key show after half a second, or at once on keyboard focus. */
export function IconButton({ icon, label, tip, keys, variant = 'quiet', size, className, ...props }: IconButtonProps) {
  return (
    <TooltipTrigger>
      <AriaButton {...props} aria-label={label} className={looks({ variant, size, className: classes('icon', className) })}>
        <Sign icon={icon} isPending={props.isPending} />
      </AriaButton>
      <Tooltip keys={keys}>{tip ?? label}</Tooltip>
    </TooltipTrigger>
  );
}

export type LinkButtonProps = Looks & Omit<AriaLinkProps, 'className' | 'children'> & { readonly ref?: Ref<HTMLAnchorElement> };

/** Goes somewhere, and looks like a button. */
export function LinkButton({ variant, size, icon: Sign_, className, children, ...props }: LinkButtonProps) {
  return (
    <AriaLink {...props} className={looks({ variant, size, className })}>
      {Sign_ && <Sign_ aria-hidden />}
      {children}
    </AriaLink>
  );
}

function Sign({ icon: Shown, isPending }: { readonly icon?: Icon; readonly isPending?: boolean }) {
  if (!Shown) return null;
  return isPending ? <LoaderCircle className="spin" aria-hidden /> : <Shown aria-hidden />;
}
