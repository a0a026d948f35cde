'use client';
import { GitCompareArrows } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl';

import './timeline.css';
import { IconButton } from '../../../components/ui/button.tsx';
import { FootSection } from '../../../components/workbench/foot-section.tsx';
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
  const shown = isOpen ? path : null;
  return (
    <FootSection
      className="timeline"
      title={t('title')}
      of={shown === null ? null : displayName(baseName(shown))}
      ofTip={shown === null ? undefined : displayName(shown)}
      isOpen={isOpen}
      onToggle={() => session.setOpen(!isOpen)}
      actions={isOpen && <IconButton size="mini" icon={GitCompareArrows} label={t('compareTwo')} aria-pressed={comparing !== null} onPress={() => session.comparing.set(comparing === null ? 'first' : null)} />}
    >
      <Suspense>
        <Body />
      </Suspense>
    </FootSection>
  );
}
