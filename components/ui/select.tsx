'use client';
import { Check, ChevronDown } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';

import { classes } from './icon.ts';

export type Option<Value extends string> = { readonly value: Value; readonly label: string };

/** One of many, or of words too long for a segmented control. */
export function Select<Value extends string>(props: { readonly label: string; readonly options: readonly Option<Value>[]; readonly value: Value; readonly onChange: (value: Value) => void; readonly className?: string; /** The label is read aloud only: the chosen words say what it is. */ readonly hideLabel?: boolean }) {
  return (
    <AriaSelect
      className={classes('field', props.className)}
      value={props.value}
      onChange={(key) => {
        const option = props.options.find((candidate) => candidate.value === key);
        if (option) props.onChange(option.value);
      }}
    >
      <Label className={props.hideLabel ? 'sr-only' : 'label'}>{props.label}</Label>
      <AriaButton className="input justify-between text-left">
        <SelectValue className="truncate">{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDown className="size-3.5 text-ink-3" aria-hidden />
      </AriaButton>
      <Popover className="popover min-w-(--trigger-width)" offset={4}>
        <ListBox className="menu">
          {props.options.map((option) => (
            <ListBoxItem key={option.value} id={option.value} textValue={option.label} className="item">
              {({ isSelected }) => (
                <>
                  <Check className={isSelected ? '' : 'invisible'} aria-hidden />
                  {option.label}
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
