import { useMemo } from 'react';

import { useMoment } from '../../../components/i18n/provider.tsx';
import { useNow } from '../../../components/ui/use-now.ts';
import { DAY_MS, MINUTE_MS } from '../../../shared/units.ts';

/** Beyond these the words are those of the day. */
const WEEK_MS = 8 * DAY_MS;

/** As `useMoment`, for very many: of what is older than a week, the words of each day are found once. */
export function useCommitMoment(): (atMs: number) => string {
  const moment = useMoment();
  const nowMs = useNow(10 * MINUTE_MS);
  const days = useMemo(() => ({ since: nowMs, words: new Map<number, string>() }), [nowMs]);
  return (atMs) => {
    if (atMs > days.since - WEEK_MS) return moment(atMs, nowMs);
    const date = new Date(atMs);
    const day = date.getFullYear() * 400 + date.getMonth() * 31 + date.getDate();
    const known = days.words.get(day);
    if (known !== undefined) return known;
    const words = moment(atMs, nowMs);
    days.words.set(day, words);
    return words;
  };
}
