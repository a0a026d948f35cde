'use client';
import { ChevronDown, ChevronRight, GitCompareArrows } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';

import './timeline.css';
import { IconButton } from '../../../components/ui/button.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import { displayName } from '../../../shared/display-name.ts';
import { baseName } from '../../../shared/file-path.ts';
import { timelineSession } from './timeline-session.ts';

const Body = lazy(() => import('./timeline-body.tsx').then(({ TimelineBody }) => ({ default: TimelineBody })));

/** At the foot of the explorer: what the file in front was, or what was asked for. */
export function TimelineFoot() {
  const t = useTranslations('timeline');
  const session = timelineSession.use();
  const isOpen = useStore(session.isOpen);
  const path = useStore(session.path);
  const comparing = useStore(session.comparing);
  const Sign = isOpen ? ChevronDown : ChevronRight;
  return (
    <section className="timeline" aria-label={t('title')} data-open={isOpen ? '' : undefined}>
      <div className="tl-bar">
        <AriaButton className="title" aria-expanded={isOpen} onPress={() => session.setOpen(!isOpen)}>
          <Sign aria-hidden />
          <span>{t('title')}</span>
          {isOpen && path !== null && (
            <span className="of" title={displayName(path)}>
              {displayName(baseName(path))}
            </span>
          )}
        </AriaButton>
        {isOpen && <IconButton size="mini" icon={GitCompareArrows} label={t('compareTwo')} aria-pressed={comparing !== null} onPress={() => session.comparing.set(comparing === null ? 'first' : null)} />}
      </div>
      {isOpen && (
        <Suspense>
          <Body />
        </Suspense>
      )}
    </section>
  );
}
