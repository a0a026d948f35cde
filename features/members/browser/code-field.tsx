'use client';
import { useEffect, useRef, useState } from 'react';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField } from 'react-aria-components/TextField';

import { FieldMessages } from '../../../components/ui/text-field.tsx';
import { SETUP_CODE_CHARACTERS } from '../contract.ts';
import { readSetupCode } from './setup-code.ts';

/** One input drawn as eight boxes: typed, pasted and read aloud as one. */
export function CodeField({ label, name, initial, error, onChange }: { readonly label: string; readonly name: string; readonly initial: string; readonly error: string | null; readonly onChange: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [value, setValue] = useState(initial);
  const [isFocused, setFocused] = useState(false);

  // What was typed before the page reacted is in the input, not in the state.
  useEffect(() => setValue(readSetupCode(input.current?.value ?? '')), []);

  function change(text: string): void {
    setValue(readSetupCode(text));
    onChange();
  }

  return (
    <TextField className="field" name={name} value={value} onChange={change} isInvalid={error !== null} validationBehavior="aria" autoComplete="one-time-code" autoFocus={initial === ''} onFocusChange={setFocused}>
      <Label className="label">{label}</Label>
      <span className="relative flex gap-1.5">
        {Array.from({ length: SETUP_CODE_CHARACTERS }, (_, index) => (
          <span key={index} aria-hidden className={`grid h-10 flex-1 place-items-center rounded-(--radius-control) bg-field font-mono text-[18px] ${edge({ isHere: isFocused && index === Math.min(value.length, SETUP_CODE_CHARACTERS - 1), isWrong: error !== null })}`}>
            {value[index] ?? ''}
          </span>
        ))}
        <Input ref={input} className="no-ring absolute inset-0 w-full bg-transparent text-[16px] text-transparent caret-transparent outline-none select-none" spellCheck={false} autoCapitalize="characters" autoCorrect="off" />
      </span>
      <FieldMessages error={error} />
    </TextField>
  );
}

function edge({ isHere, isWrong }: { readonly isHere: boolean; readonly isWrong: boolean }): string {
  if (isHere) return 'shadow-[inset_0_0_0_2px_var(--color-focus)]';
  return isWrong ? 'shadow-[inset_0_0_0_1px_var(--color-failed)]' : 'shadow-[inset_0_0_0_1px_var(--color-edge)]';
}
