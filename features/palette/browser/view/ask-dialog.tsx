'use client';

import { useLayoutEffect, useRef, useState, type FormEvent } from 'react';

import { Button } from '../../../../components/ui/button.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import type { AskRequest } from '../../../../components/workbench/prompts/prompts.ts';
import { QuickFrame, type CloseThen } from './quick-frame.tsx';

/** A name, a number, an address, for a command that asks. */
export function AskDialog({ request, answer }: { readonly request: AskRequest; readonly answer: (value: string | null) => void }) {
  const begun = request.value ?? '';
  const [value, setValue] = useState(begun);
  const [isTouched, setTouched] = useState(false);
  const frame = useRef<{ readonly closeThen: CloseThen }>(null);
  const input = useRef<HTMLInputElement>(null);
  const { select } = request;
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.setSelectionRange(select?.start ?? 0, select?.end ?? begun.length);
  }, [select, begun]);
  const problem = request.check?.(value) ?? null;
  const leave = (given: string | null): void => frame.current?.closeThen(() => answer(given));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTouched(true);
    if (problem === null) leave(value);
  };
  return (
    <QuickFrame label={request.title} frame={frame} onLeave={() => leave(null)}>
      <div className="q">
        <h2>{request.title}</h2>
      </div>
      <form className="ask" onSubmit={submit}>
        <div className="row">
          <TextField
            label={request.label}
            hideLabel
            isVerbatim
            className="flex-1"
            inputRef={input}
            value={value}
            onChange={(next) => {
              setValue(next);
              setTouched(true);
            }}
            error={isTouched ? problem : null}
          />
          <Button type="submit" variant="primary">
            {request.submit}
          </Button>
        </div>
      </form>
    </QuickFrame>
  );
}
