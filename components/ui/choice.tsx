'use client';
import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from 'react-aria-components/Checkbox';
import { Switch as AriaSwitch, type SwitchProps as AriaSwitchProps } from 'react-aria-components/Switch';

import { classes } from './icon.ts';

export type CheckboxProps = Omit<AriaCheckboxProps, 'className' | 'children'> & { readonly className?: string; readonly children?: ReactNode };

/** Without children give `aria-label`. */
export function Checkbox({ className, children, ...props }: CheckboxProps) {
  return (
    <AriaCheckbox {...props} className={classes('choice', className)}>
      {({ isIndeterminate }) => (
        <>
          <span className="check" aria-hidden>
            {isIndeterminate ? <Minus /> : <Check />}
          </span>
          {children}
        </>
      )}
    </AriaCheckbox>
  );
}

export type SwitchProps = Omit<AriaSwitchProps, 'className' | 'children'> & { readonly className?: string; readonly children?: ReactNode };

/** For what takes effect at once; a checkbox is for what a button will apply. */
export function Switch({ className, children, ...props }: SwitchProps) {
  return (
    <AriaSwitch {...props} className={classes('choice', className)}>
      <span className="switch" aria-hidden />
      {children}
    </AriaSwitch>
  );
}
