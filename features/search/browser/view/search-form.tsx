'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';
import { Tooltip, TooltipTrigger } from '../../../../components/ui/tooltip.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import type { SearchForm } from '../model/query.ts';
import type { SearchSession } from '../search-session.ts';

/** What is searched for, what it becomes, and where. */
export function SearchFormView({ session, canReplace }: { readonly session: SearchSession; readonly canReplace: boolean }) {
  const t = useTranslations('search');
  const form = useStore(session.form);
  const text = useRef<HTMLTextAreaElement>(null);
  const replacement = useRef<HTMLTextAreaElement>(null);
  const wish = useStore(session.focusWish);
  useEffect(() => {
    if (wish === null || wish === 'results') return;
    session.focusWish.set(null);
    // After the sheet took the focus for itself.
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const field = wish === 'text' ? text.current : (replacement.current ?? text.current);
      field?.focus();
      field?.select();
    }));
  }, [wish, session]);
  const option = (key: 'matchCase' | 'wholeWord' | 'isRegex' | 'preserveCase', sign: ReactNode, keys: string) => (
    <Option label={t(`options.${key}`)} keys={keys} isOn={form[key]} onChange={(isOn) => session.change({ [key]: isOn })}>
      {sign}
    </Option>
  );
  const onKey = (event: KeyboardEvent): boolean => {
    const key = event.altKey && !event.ctrlKey && !event.metaKey ? TOGGLES[event.code] : undefined;
    if (key !== undefined) session.change({ [key]: !form[key] });
    else if (event.key === 'ArrowDown' && event.ctrlKey) session.focusWish.set('results');
    else return false;
    return true;
  };
  return (
    <search className="search-form">
      <div className="both">
        {canReplace && (
          <IconButton size="mini" icon={form.isReplacing ? ChevronDown : ChevronRight} label={t('toggleReplace')} aria-expanded={form.isReplacing} className="twist" onPress={() => session.change({ isReplacing: !form.isReplacing })} />
        )}
        <div className="fields">
          <Field
            fieldRef={text}
            label={t('text')}
            value={form.text}
            onChange={(next) => session.change({ text: next })}
            onKey={onKey} onEnter={() => void session.submit()}
            history={() => session.history.all()}
            end={
              <>
                {option('matchCase', 'Aa', 'Alt+C')}
                {option('wholeWord', <u>ab</u>, 'Alt+W')}
                {option('isRegex', '.*', 'Alt+R')}
              </>
            }
          />
          {canReplace && form.isReplacing && (
            <Field fieldRef={replacement} label={t('replacement')} value={form.replacement} onChange={(next) => session.change({ replacement: next })} onKey={onKey} onEnter={() => void session.submit()} end={option('preserveCase', 'AB', 'Alt+P')} />
          )}
        </div>
      </div>
      <Globs label={t('include')} placeholder="*.py, src/**" value={form.include} onChange={(include) => session.change({ include })} onKey={onKey} onEnter={() => void session.submit()} />
      <Globs label={t('exclude')} placeholder="migrations/**" value={form.exclude} onChange={(exclude) => session.change({ exclude })} onKey={onKey} onEnter={() => void session.submit()} />
    </search>
  );
}

const TOGGLES: Readonly<Record<string, 'matchCase' | 'wholeWord' | 'isRegex' | 'preserveCase' | undefined>> = { KeyC: 'matchCase', KeyW: 'wholeWord', KeyR: 'isRegex', KeyP: 'preserveCase' } satisfies Readonly<Record<string, keyof SearchForm>>;

function Option(props: { readonly label: string; readonly keys: string; readonly isOn: boolean; readonly onChange: (isOn: boolean) => void; readonly children: ReactNode }) {
  return (
    <TooltipTrigger>
      <ToggleButton className="search-option" aria-label={props.label} isSelected={props.isOn} onChange={props.onChange}>
        {props.children}
      </ToggleButton>
      <Tooltip keys={props.keys}>{props.label}</Tooltip>
    </TooltipTrigger>
  );
}

type FieldProps = {
  readonly fieldRef: RefObject<HTMLTextAreaElement | null>;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onEnter: () => void;
  /** Keys of the whole form; true: used up. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  /** What was searched for before; the arrows go through it. */
  readonly history?: () => readonly string[];
  readonly end: ReactNode;
};

/** One line that grows: Shift+Enter begins another. */
function Field({ fieldRef, label, value, onChange, onEnter, onKey, history, end }: FieldProps) {
  const [place, setPlace] = useState(-1);
  const lines = Math.min(6, value.split('\n').length);
  const recall = (by: 1 | -1): boolean => {
    const all = history?.() ?? [];
    const next = place + by;
    const recalled = next === -1 ? '' : all[next];
    if (recalled === undefined || next < -1) return false;
    setPlace(next);
    onChange(recalled);
    return true;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      setPlace(-1);
      onEnter();
    } else if (lines === 1 && !event.ctrlKey && !event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      if (!recall(event.key === 'ArrowUp' ? 1 : -1)) return;
    } else if (!onKey(event)) return;
    event.preventDefault();
  };
  return (
    <span className="input search-input">
      <textarea ref={fieldRef} className="no-ring" data-first-focus aria-label={label} placeholder={label} rows={lines} value={value} autoCapitalize="none" autoComplete="off" autoCorrect="off" spellCheck={false} onChange={({ target }) => onChange(target.value)} onKeyDown={onKeyDown} />
      <span className="ends">{end}</span>
    </span>
  );
}

function Globs({ label, placeholder, value, onChange, onKey, onEnter }: Pick<FieldProps, 'label' | 'value' | 'onChange' | 'onKey' | 'onEnter'> & { readonly placeholder: string }) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onEnter();
    else if (!onKey(event)) return;
    event.preventDefault();
  };
  return (
    <div className="globs">
      <label htmlFor={id}>{label}</label>
      <input id={id} className="input" value={value} placeholder={placeholder} autoCapitalize="none" autoComplete="off" spellCheck={false} onChange={({ target }) => onChange(target.value)} onKeyDown={onKeyDown} />
    </div>
  );
}
