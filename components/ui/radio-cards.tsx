'use client';
import type { ReactNode } from 'react';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';

import { classes } from './icon.ts';
import { FieldMessages } from './text-field.tsx';

export type RadioCard<Value extends string> = { readonly value: Value; readonly title: string; readonly text: ReactNode; readonly isDisabled?: boolean };

/** A choice between a few things that need a line of explanation each. */
export function RadioCards<Value extends string>(props: {
  readonly label: string;
  readonly cards: readonly RadioCard<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly error?: string | null;
  readonly className?: string;
}) {
  return (
    <RadioGroup className={classes('field', props.className)} value={props.value} isInvalid={Boolean(props.error)} onChange={(value) => choose(props, value)}>
      <Label className="label">{props.label}</Label>
      <div className="grid gap-2 phone:grid-cols-2">
        {props.cards.map((card) => (
          <Radio key={card.value} value={card.value} isDisabled={card.isDisabled} className="radio-card">
            <span className="radio" aria-hidden />
            <span className="truncate font-semibold">{card.title}</span>
            <span className="text-small text-ink-2">{card.text}</span>
          </Radio>
        ))}
      </div>
      <FieldMessages error={props.error} />
    </RadioGroup>
  );
}

function choose<Value extends string>(props: { readonly cards: readonly RadioCard<Value>[]; readonly onChange: (value: Value) => void }, value: string): void {
  const card = props.cards.find((candidate) => candidate.value === value);
  if (card) props.onChange(card.value);
}
