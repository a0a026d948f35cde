'use client';
import { Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { NumberField as AriaNumberField, type NumberFieldProps as AriaNumberFieldProps } from 'react-aria-components/NumberField';

import { classes } from './icon.ts';
import { FieldMessages } from './text-field.tsx';

export type NumberFieldProps = Omit<AriaNumberFieldProps, 'className' | 'children'> & {
  readonly label: string;
  /** After the figure: "cores", "GB". */
  readonly unit?: string;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly className?: string;
  /** Between the input and the hint, for instance a bar that shows what is left. */
  readonly children?: ReactNode;
};

/** A figure with minus and plus; arrow keys, Page Up and Page Down step it too. */
export function NumberField({ label, unit, hint, error, className, children, ...props }: NumberFieldProps) {
  return (
    <AriaNumberField {...props} isInvalid={Boolean(error) || props.isInvalid} validationBehavior="aria" className={classes('field', className)}>
      <Label className="text-small text-ink-2">{label}</Label>
      <Group className="input pr-0.5!">
        <Input className="no-ring" />
        {unit !== undefined && (
          <span className="text-small text-ink-3" aria-hidden>
            {unit}
          </span>
        )}
        <Step slot="decrement" icon={Minus} />
        <Step slot="increment" icon={Plus} />
      </Group>
      {children}
      <FieldMessages hint={hint} error={error} />
    </AriaNumberField>
  );
}

function Step({ slot, icon: Sign }: { readonly slot: 'increment' | 'decrement'; readonly icon: typeof Plus }) {
  return (
    <AriaButton slot={slot} className="grid h-[calc(var(--h-control)-4px)] w-6 flex-none place-items-center rounded-[4px] text-ink-2 hover:bg-hover hover:text-ink disabled:text-ink-off pointer-coarse:w-9">
      <Sign className="size-3.5" aria-hidden />
    </AriaButton>
  );
}
