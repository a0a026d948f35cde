'use client';
import { ArrowDown, ArrowUp, Search as SearchSign } from 'lucide-react';
import { useEffect, useState, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../components/i18n/provider.tsx';
import { IconButton } from '../../../components/ui/button.tsx';
import { SegmentedControl } from '../../../components/ui/segmented-control.tsx';
import { Select } from '../../../components/ui/select.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import { SearchIn } from '../contract.ts';
import type { HistoryLog, Loaded } from './history-log.ts';

/** Until nothing was typed for so long, nothing is searched: a content search reads the whole history. */
const TYPING_MS = 250;

/** What is searched and where; which branches are shown; how many commits there are. */
export function SearchBar({ log, loaded, selected, onGo, initialPath }: { readonly log: HistoryLog; readonly loaded: Loaded | null; readonly selected: string | null; readonly onGo: (hash: string) => void; readonly initialPath: string }) {
  const t = useTranslations('history');
  const formats = useFormats();
  const search = useStore(log.search);
  const refs = useStore(log.refs);
  const [text, setText] = useState(initialPath);
  const [place, setPlace] = useState<SearchIn>(initialPath === '' ? 'message' : 'path');
  useEffect(() => {
    const timer = setTimeout(() => log.find({ in: place, text: text.trim() }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [log, place, text]);
  const hashes = search?.hashes ?? [];
  const at = selected === null ? -1 : hashes.indexOf(selected);
  const step = (by: number): void => {
    const hash = hashes[(at + by + hashes.length) % hashes.length];
    if (hash !== undefined) onGo(hash);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && text !== '') setText('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const known = [...(loaded?.refs.values() ?? [])].flat().filter(({ kind }) => kind !== 'tag');
  const options = [{ value: 'all', label: t('allBranches') }, ...known.map(({ ref, name }) => ({ value: ref, label: name })), ...(refs.includes('..') ? [{ value: refs, label: refs.split('..').map((hash) => hash.slice(0, 7)).join('..') }] : [])];
  return (
    <div className="hbar">
      <span className="input">
        <SearchSign className="size-3.5 flex-none text-ink-3" aria-hidden />
        <input type="search" className="no-ring" aria-label={t('search')} placeholder={t('search')} value={text} onChange={(event) => setText(event.target.value)} onKeyDown={onKeyDown} />
        {search !== null && (
          <output className="found">{search.error !== null ? t('searchFailed') : at === -1 ? t('found', { count: hashes.length, state: search.isDone ? 'done' : 'busy' }) : t('foundAt', { at: at + 1, count: hashes.length, state: search.isDone ? 'done' : 'busy' })}</output>
        )}
        <IconButton size="mini" icon={ArrowUp} label={t('previous')} isDisabled={hashes.length === 0} onPress={() => step(-1)} />
        <IconButton size="mini" icon={ArrowDown} label={t('next')} isDisabled={hashes.length === 0} onPress={() => step(1)} />
      </span>
      <SegmentedControl label={t('searchIn')} segments={SearchIn.options.map((value) => ({ value, label: t(`in.${value}`) }))} value={place} onChange={setPlace} />
      <span className="push" />
      <Select label={t('branches')} hideLabel className="refs" options={options} value={options.some(({ value }) => value === refs) ? refs : 'all'} onChange={(value) => log.show(value)} />
      {loaded?.total !== null && loaded !== null && <span className="count-of">{t('count', { count: loaded.total, shown: formats.number(loaded.total) })}</span>}
    </div>
  );
}
