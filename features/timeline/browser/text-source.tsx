'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';

import { useMoment } from '../../../components/i18n/provider.tsx';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import { NOTHING, timelineSession } from './timeline-session.ts';

/** Gives the texts of saves to whoever compares them. Draws nothing: it is here for the member's language. */
export function TimelineTexts() {
  const t = useTranslations('timeline');
  const moment = useMoment();
  const workbench = useWorkbench();
  const session = timelineSession.use();
  const words = useRef({ t, moment });
  useEffect(() => {
    words.current = { t, moment };
  });
  useEffect(
    () =>
      workbench.editors.texts.add({
        source: 'timeline',
        read: async ({ version = NOTHING }, signal) => (version === NOTHING ? null : (await session.client.text({ id: version.split('@')[0] ?? '' }, { signal })).text),
        label: ({ version = NOTHING }) => (version === NOTHING ? words.current.t('nothing') : words.current.t('savedAt', { moment: words.current.moment(Number(version.split('@')[1])) })),
      }),
    [workbench, session],
  );
  return null;
}
