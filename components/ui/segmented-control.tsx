'use client';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';

import { classes } from './icon.ts';

export type Segment<Value extends string> = { readonly value: Value; readonly label: string; /** How many there are, beside the label; not part of its name. */ readonly figure?: string };

/** One of a few short words. A radio group to keyboards and screen readers. */
export function SegmentedControl<Value extends string>(props: {
  readonly label: string;
  /** Show the label above; otherwise it is only read aloud. */
  readonly showLabel?: boolean;
  /** Fill the width, the parts equal. */
  readonly stretch?: boolean;
  readonly size?: 'normal' | 'big';
  readonly segments: readonly Segment<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly className?: string;
}) {
  return (
    <RadioGroup
      orientation="horizontal"
      className={classes(props.showLabel && 'field items-start', props.className)}
      value={props.value}
      onChange={(value) => {
        const segment = props.segments.find((candidate) => candidate.value === value);
        if (segment) props.onChange(segment.value);
      }}
    >
      <Label className={props.showLabel ? 'label' : 'sr-only'}>{props.label}</Label>
      <div className={classes('seg', props.size === 'big' && 'big', props.stretch && 'w-full')}>
        {props.segments.map((segment) => (
          <Radio key={segment.value} value={segment.value} className={props.stretch ? 'flex-1' : undefined}>
            <span className="word" data-word={segment.label}>
              {segment.label}
            </span>
            {segment.figure !== undefined && <span className="figure" data-figure={segment.figure} aria-hidden />}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
