'use client';

import { useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';

import type { Icon } from '../../../../components/ui/icon.ts';
import { optionId } from './quick-list.tsx';

export type QuickFieldProps = {
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly listId: string;
  readonly active: number;
  readonly count: number;
  readonly onActive: (index: number) => void;
  readonly onPick: (index: number, event: { readonly ctrlKey: boolean; readonly metaKey: boolean }) => void;
  readonly icon?: Icon;
  readonly title?: string;
  readonly note?: ReactNode;
};

const PAGE = 10;

/** What is typed, and the keys that move through the list below it: a combobox whose list is always there. */
export function QuickField(props: QuickFieldProps) {
  const { text, listId, active, count, icon: Sign } = props;
  const input = useRef<HTMLInputElement>(null);
  const begun = useRef(text);
  useLayoutEffect(() => {
    const { current } = input;
    current?.focus();
    // What it began with is kept or typed over; a prefix is kept.
    current?.setSelectionRange(/^[>@:?#]/.test(begun.current) ? begun.current.length : 0, begun.current.length);
  }, []);
  const step = (by: number): void => {
    if (count > 0) props.onActive((active + by + count) % count);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const isStep = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (isStep && !event.altKey && !event.shiftKey) step(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'PageDown') props.onActive(Math.max(0, Math.min(count - 1, active + PAGE)));
    else if (event.key === 'PageUp') props.onActive(Math.max(0, active - PAGE));
    else if (event.key === 'Enter') {
      if (count > 0) props.onPick(active, event);
    } else if (event.key !== 'Tab') return;
    event.preventDefault();
  };
  return (
    <div className="q">
      {props.title !== undefined && <h2>{props.title}</h2>}
      {Sign && <Sign className="size-3.5" aria-hidden />}
      <input
        ref={input}
        className="no-ring"
        role="combobox"
        aria-label={props.label}
        aria-expanded
        aria-haspopup="listbox"
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={count > 0 ? optionId(listId, active) : undefined}
        placeholder={props.placeholder}
        value={text}
        autoCapitalize="none"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        onChange={({ target }) => props.onText(target.value)}
        onKeyDown={onKeyDown}
      />
      {props.note !== undefined && <span className="note">{props.note}</span>}
    </div>
  );
}
