'use client';
import { CircleAlert, X } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';

import { classes } from './icon.ts';

export type TagFieldProps = {
  readonly label: string;
  readonly placeholder?: string;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly tags: readonly string[];
  readonly onChange: (tags: readonly string[]) => void;
  /** "Remove ffmpeg" */
  readonly removeLabel: (tag: string) => string;
  /** Called with what was typed; null to accept, else why not. */
  readonly check?: (tag: string) => string | null;
};

/** Words in one line. Enter, a comma, a space or leaving the field adds; Backspace in the empty field removes the last. */
export function TagField(props: TagFieldProps) {
  const id = useId();
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const error = refusal ?? props.error ?? null;

  function add(written: string): void {
    const fresh = [...new Set(written.split(/[\s,;]+/).filter((word) => word !== '' && !props.tags.includes(word)))];
    const refused = fresh.map((word) => props.check?.(word) ?? null).find((reason) => reason !== null) ?? null;
    setRefusal(refused);
    if (refused !== null) return;
    setText('');
    if (fresh.length > 0) props.onChange([...props.tags, ...fresh]);
  }

  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {props.label}
      </label>
      <div className={classes('input tags', error !== null && 'invalid')}>
        {props.tags.map((tag) => (
          <span key={tag} className="tag">
            {tag}
            <AriaButton aria-label={props.removeLabel(tag)} onPress={() => props.onChange(props.tags.filter((other) => other !== tag))}>
              <X aria-hidden />
            </AriaButton>
          </span>
        ))}
        <input
          id={id}
          className="no-ring"
          value={text}
          placeholder={props.placeholder}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={error !== null}
          aria-describedby={`${id}-message`}
          onChange={(event) => {
            setRefusal(null);
            setText(event.target.value);
          }}
          onPaste={(event) => {
            event.preventDefault();
            add(`${text} ${event.clipboardData.getData('text')}`);
          }}
          onBlur={() => add(text)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === ',' || event.key === ' ') {
              if (text === '' && event.key === 'Enter') return;
              event.preventDefault();
              add(text);
            } else if (event.key === 'Backspace' && text === '' && props.tags.length > 0) {
              props.onChange(props.tags.slice(0, -1));
            }
          }}
        />
      </div>
      <div id={`${id}-message`} aria-live="polite">
        {error !== null ? (
          <span className="error">
            <CircleAlert aria-hidden />
            <span>{error}</span>
          </span>
        ) : (
          props.hint !== undefined && <span className="hint block">{props.hint}</span>
        )}
      </div>
    </div>
  );
}
