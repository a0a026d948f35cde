'use client';

import { ArrowDown, ArrowUp, CaseSensitive, Regex, WholeWord, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../components/ui/button.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import type { OpenTerminal } from './open-terminal.ts';
import { MAX_MATCHES, type SearchFor } from './screen-search.ts';

const NOTHING: SearchFor = { text: '', caseSensitive: false, wholeWord: false, regex: false };

/** Find in one terminal, over its upper right corner. Enter goes on upwards, where the older output is. */
export function FindBar({ terminal }: { readonly terminal: OpenTerminal }) {
  const t = useTranslations('terminal.find');
  const [what, setWhat] = useState<SearchFor>({ ...NOTHING, text: oneLine(terminal.screen.selection) });
  const bar = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const { search } = terminal.screen;

  useEffect(() => {
    field.current?.focus();
    field.current?.select();
    return () => void search.clear();
  }, [search]);
  useEffect(() => void search.find(what, 'here'), [search, what]);

  const close = (): void => {
    terminal.isFinding.set(false);
    terminal.screen.focus();
  };
  const go = (to: 'next' | 'previous'): void => void search.find(what, to);
  // Keys of the whole bar, whichever of its parts has the focus.
  useEffect(() => {
    const element = bar.current;
    const onKeyDown = (event: KeyboardEvent): void => {
      const isInField = event.target === field.current;
      if (event.key === 'Escape') close();
      else if (event.key === 'Enter' && isInField) go(event.shiftKey ? 'next' : 'previous');
      else if (event.key === 'F3') go(event.shiftKey ? 'previous' : 'next');
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    element?.addEventListener('keydown', onKeyDown);
    return () => element?.removeEventListener('keydown', onKeyDown);
  });
  const toggle = (option: 'caseSensitive' | 'wholeWord' | 'regex') => ({ 'aria-pressed': what[option], onPress: () => setWhat({ ...what, [option]: !what[option] }) });

  return (
    <search ref={bar} className="terminal-find" aria-label={t('label')}>
      <input ref={field} type="text" aria-label={t('field')} placeholder={t('field')} value={what.text} spellCheck={false} autoComplete="off" onChange={(event) => setWhat({ ...what, text: event.target.value })} />
      <Toggle icon={CaseSensitive} label={t('caseSensitive')} {...toggle('caseSensitive')} />
      <Toggle icon={WholeWord} label={t('wholeWord')} {...toggle('wholeWord')} />
      <Toggle icon={Regex} label={t('regex')} {...toggle('regex')} />
      <Count terminal={terminal} isAsked={what.text !== ''} />
      <IconButton size="mini" icon={ArrowUp} label={t('previous')} keys="Enter" onPress={() => go('previous')} />
      <IconButton size="mini" icon={ArrowDown} label={t('next')} keys="Shift+Enter" onPress={() => go('next')} />
      <IconButton size="mini" icon={X} label={t('close')} keys="Escape" onPress={close} />
    </search>
  );
}

function Toggle({ icon: Icon, label, onPress, ...props }: { readonly icon: typeof Regex; readonly label: string; readonly 'aria-pressed': boolean; readonly onPress: () => void }) {
  return (
    <button type="button" className="toggle" aria-label={label} title={label} onClick={onPress} {...props}>
      <Icon aria-hidden />
    </button>
  );
}

function Count({ terminal, isAsked }: { readonly terminal: OpenTerminal; readonly isAsked: boolean }) {
  const t = useTranslations('terminal.find');
  const result = useStore(terminal.screen.search.result);
  const { count, index } = result ?? { count: 0, index: 0 };
  const text = count === 0 ? t('none') : count >= MAX_MATCHES ? t('many', { count: MAX_MATCHES }) : t('count', { index, count });
  return (
    <output className="found">{isAsked ? text : ''}</output>
  );
}

/** A selection over several lines is nothing that is looked for. */
function oneLine(text: string): string {
  return text.includes('\n') ? '' : text;
}
