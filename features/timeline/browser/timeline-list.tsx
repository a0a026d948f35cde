'use client';
import { useEffect, useMemo, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../components/i18n/provider.tsx';
import { useNow } from '../../../components/ui/use-now.ts';
import { watchView } from '../../../components/ui/watch-view.ts';
import { useStore } from '../../../components/workbench/use-store.ts';
import { MINUTE_MS } from '../../../shared/units.ts';
import { keyOf, rowAt, rowsOf, topsOf } from './rows.ts';
import { TimelineEntry } from './timeline-entry.tsx';
import { timelineSession, type Shown } from './timeline-session.ts';

const OVERSCAN_PX = 300;
const MORE_BEFORE_PX = 800;

/** The list "Timeline": of however many versions only those in view are drawn. Arrows go through it, Enter shows one. */
export function TimelineList({ shown, scroller }: { readonly shown: Shown; readonly scroller: RefObject<HTMLDivElement | null> }) {
  const t = useTranslations('timeline');
  const formats = useFormats();
  const session = timelineSession.use();
  const comparing = useStore(session.comparing);
  const [chosen, setChosen] = useState<string | null>(null);
  const [view, setView] = useState({ topPx: 0, heightPx: 400 });
  const nowMs = useNow(MINUTE_MS);
  const rows = useMemo(() => rowsOf(shown.events, { dayOf: (atMs) => formats.moment(atMs, nowMs), chosen }), [shown, formats, nowMs, chosen]);
  const tops = useMemo(() => topsOf(rows), [rows]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => {
      setView({ topPx: element.scrollTop, heightPx: element.clientHeight });
      if (element.scrollHeight - element.scrollTop - element.clientHeight < MORE_BEFORE_PX) session.more();
    };
    return watchView(element, measure);
  }, [scroller, session, shown]);

  const from = rowAt(tops, Math.max(0, view.topPx - OVERSCAN_PX));
  const to = Math.min(rows.length, rowAt(tops, view.topPx + view.heightPx + OVERSCAN_PX) + 1);
  const keys = shown.events.map(keyOf);
  const focusedKey = chosen !== null && keys.includes(chosen) ? chosen : keys[0];

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || !(event.target instanceof HTMLElement) || event.target.dataset['event'] === undefined) return;
    event.preventDefault();
    const next = keys[Math.max(0, Math.min(keys.length - 1, keys.indexOf(event.target.dataset['event']) + step))];
    if (next === undefined) return;
    const at = rows.findIndex(({ key }) => key === next);
    const element = scroller.current;
    const top = tops[at] ?? 0;
    if (element !== null && (top < element.scrollTop || (tops[at + 1] ?? 0) > element.scrollTop + element.clientHeight)) element.scrollTo({ top: Math.max(0, top - 60) });
    setChosen(next);
    requestAnimationFrame(() => element?.querySelector<HTMLElement>(`[data-event="${CSS.escape(next)}"]`)?.focus());
  };

  return (
    <div ref={scroller} className="list">
      <ul style={{ height: tops.at(-1) ?? 0 }} className="all" aria-label={t('title')}>
        {rows.slice(from, to).map((row, offset) => {
          const top = tops[from + offset] ?? 0;
          if (row.kind === 'day') {
            return (
              <li key={row.key} className="caps day" aria-hidden style={{ top }}>
                {row.date === '' ? t(`day.${row.day === 'yesterday' ? 'yesterday' : 'today'}`) : row.date}
              </li>
            );
          }
          return (
            <TimelineEntry
              key={row.key}
              event={row.event}
              top={top}
              isOfFolder={shown.is === 'folder'}
              isChosen={row.key === chosen}
              isFocusable={row.key === focusedKey}
              isCompared={comparing !== null && comparing !== 'first' && keyOf(comparing) === row.key}
              onKeyDown={onKeyDown}
              onPress={() => {
                setChosen(row.key);
                session.press(row.event);
              }}
            />
          );
        })}
      </ul>
    </div>
  );
}
