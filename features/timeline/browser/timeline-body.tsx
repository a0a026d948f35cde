'use client';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { useFormats } from '../../../components/i18n/provider.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import { DAY_MS } from '../../../shared/units.ts';
import { MAX_SAVES_AGE_MS, MAX_SAVES_BYTES } from '../contract.ts';
import { TimelineList } from './timeline-list.tsx';
import { timelineSession } from './timeline-session.ts';

/** The versions, or why there are none. */
export function TimelineBody() {
  const t = useTranslations('timeline');
  const errorText = useErrorText();
  const formats = useFormats();
  const session = timelineSession.use();
  const path = useStore(session.path);
  const shown = useStore(session.shown);
  const error = useStore(session.error);
  const comparing = useStore(session.comparing);
  const scroller = useRef<HTMLDivElement>(null);
  if (path === null) return <p className="note">{t('noFile')}</p>;
  if (error !== null) {
    const { what, why } = errorText(error);
    return <p className="note" role="alert">{`${what} ${why}`}</p>;
  }
  if (shown === null) return <Skeleton rows={3} label={t('title')} className="p-3" />;
  return (
    <>
      {comparing !== null && (
        <output className="note">
          {comparing === 'first' ? t('chooseFirst') : t('chooseSecond')}
        </output>
      )}
      {shown.events.length === 0 ? <p className="note">{t('empty')}</p> : <TimelineList shown={shown} scroller={scroller} />}
      <p className="kept">{t('kept', { days: MAX_SAVES_AGE_MS / DAY_MS, size: formats.size(MAX_SAVES_BYTES) })}</p>
    </>
  );
}
