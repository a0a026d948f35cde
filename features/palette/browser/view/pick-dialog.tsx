'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import type { PickItem, PickRequest } from '../../../../components/workbench/prompts/prompts.ts';
import { fuzzyMatch, fuzzyQuery } from '../../../../shared/fuzzy.ts';
import { QuickField } from './quick-field.tsx';
import { QuickFrame, type CloseThen } from './quick-frame.tsx';
import { QuickList } from './quick-list.tsx';

const LIST = 'pick-list';
/** What was found beside the name counts less than the name. */
const DETAIL_COSTS = 12;

/** One of several, for a command that asks. */
export function PickDialog({ request, answer }: { readonly request: PickRequest; readonly answer: (id: string | null) => void }) {
  const t = useTranslations('palette');
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [known, setKnown] = useState<readonly PickItem[] | null>(Array.isArray(request.items) ? (request.items as readonly PickItem[]) : null);
  const frame = useRef<{ readonly closeThen: CloseThen }>(null);
  useEffect(() => {
    let isOver = false;
    void (async () => {
      const items = await request.items;
      if (!isOver) setKnown(items);
    })().catch(() => {
      // Who asked made the promise and says what went wrong; there is nothing to choose from.
      if (!isOver) setKnown([]);
    });
    return () => {
      isOver = true;
    };
  }, [request]);
  const items = useMemo(() => choose(known ?? [], text), [known, text]);
  const at = Math.min(active, Math.max(0, items.length - 1));
  const leave = (id: string | null): void => frame.current?.closeThen(() => answer(id));
  const pick = (index: number): void => {
    const item = items[index];
    if (item !== undefined) leave(item.id);
  };
  const type = (next: string): void => {
    setText(next);
    setActive(0);
  };
  return (
    <QuickFrame label={request.title} frame={frame} onLeave={() => leave(null)}>
      <QuickField label={request.title} title={request.title} placeholder={request.placeholder} text={text} onText={type} listId={LIST} active={at} count={items.length} onActive={setActive} onPick={pick} />
      <QuickList id={LIST} label={t('results')} items={items} active={at} onPick={pick} />
      <output className={items.length > 0 ? 'sr-only' : 'none'}>
        {items.length > 0 ? t('resultCount', { count: items.length }) : known === null ? t('looking') : request.empty}
      </output>
    </QuickFrame>
  );
}

/** Without a query all of them as they were given, in their groups; with one the best first. */
function choose(items: readonly PickItem[], text: string): readonly (PickItem & { readonly found?: readonly number[] })[] {
  const query = fuzzyQuery(text);
  if (query.words.length === 0) return items;
  return items
    .flatMap((item) => {
      const label = fuzzyMatch(query, item.label);
      const whole = label ?? fuzzyMatch(query, `${item.label} ${item.detail ?? ''}`);
      return whole === null ? [] : [{ item: { ...item, group: undefined, found: label?.found ?? [] }, score: whole.score - (label === null ? DETAIL_COSTS : 0) }];
    })
    .toSorted((a, b) => b.score - a.score)
    .map(({ item }) => item);
}
