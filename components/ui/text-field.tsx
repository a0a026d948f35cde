'use client';
import { CircleAlert, Eye, EyeOff } from 'lucide-react';
import { useState, type ReactNode, type Ref } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from 'react-aria-components/TextField';

import { classes } from './icon.ts';

export type TextFieldProps = Omit<AriaTextFieldProps, 'className' | 'children'> & {
  readonly label: string;
  /** The label is read aloud only; give a placeholder, or a place that says what it is. */
  readonly hideLabel?: boolean;
  readonly hint?: ReactNode;
  /** Shown in red and read aloud; its presence makes the field invalid. */
  readonly error?: string | null;
  readonly placeholder?: string;
  readonly size?: 'normal' | 'big';
  readonly multiline?: boolean;
  /** A name for machines: no capital, no spelling. */
  readonly isVerbatim?: boolean;
  readonly className?: string;
  readonly inputClassName?: string;
  readonly inputRef?: Ref<HTMLInputElement>;
  /** Inside the frame, after the text. */
  readonly end?: ReactNode;
};

export function TextField({ label, hideLabel, hint, error, placeholder, size = 'normal', multiline, isVerbatim, className, inputClassName, inputRef, end, ...props }: TextFieldProps) {
  const frame = classes('input', size === 'big' && 'big', inputClassName);
  const verbatim = isVerbatim ? ({ autoCapitalize: 'none', autoCorrect: 'off', spellCheck: false } as const) : {};
  return (
    <AriaTextField {...props} isInvalid={Boolean(error) || props.isInvalid} validationBehavior="aria" className={classes('field', className)}>
      <Label className={hideLabel ? 'sr-only' : 'label'}>{label}</Label>
      {multiline ? (
        <TextArea className={classes(frame, 'area')} placeholder={placeholder} />
      ) : end === undefined ? (
        <Input {...verbatim} ref={inputRef} className={frame} placeholder={placeholder} />
      ) : (
        <span className={classes(frame, Boolean(error) && 'invalid')}>
          <Input {...verbatim} ref={inputRef} className="no-ring" placeholder={placeholder} />
          {end}
        </span>
      )}
      <FieldMessages hint={hint} error={error} />
    </AriaTextField>
  );
}

/** A hint, or the error in its place; for use inside react-aria's fields. */
export function FieldMessages({ hint, error }: { readonly hint?: ReactNode; readonly error?: string | null }) {
  return (
    <>
      {hint !== undefined && !error && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="error">
        {error ? (
          <>
            <CircleAlert aria-hidden />
            <span>{error}</span>
          </>
        ) : undefined}
      </FieldError>
    </>
  );
}

export type PasswordFieldProps = Omit<TextFieldProps, 'type' | 'multiline' | 'end'> & { readonly showLabel: string; readonly hideLabelText: string };

/** A password with an eye: what is typed can be looked at. */
export function PasswordField({ showLabel, hideLabelText, ...props }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  const Sign = shown ? EyeOff : Eye;
  return (
    <TextField
      {...props}
      type={shown ? 'text' : 'password'}
      isVerbatim
      end={
        <AriaButton slot={null} aria-label={shown ? hideLabelText : showLabel} onPress={() => setShown(!shown)} className="relative grid size-6 flex-none pointer-coarse:before:absolute pointer-coarse:before:-inset-2.5 place-items-center rounded-[4px] text-ink-3 hover:text-ink">
          <Sign className="size-3.5" aria-hidden />
        </AriaButton>
      }
    />
  );
}
