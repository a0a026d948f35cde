'use client';

import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl';

import './symbols.css';
import { FootSection } from '../../../../../components/workbench/foot-section.tsx';
import { useStore } from '../../../../../components/workbench/use-store.ts';
import { displayName } from '../../../../../shared/display-name.ts';
import { baseName } from '../../../../../shared/file-path.ts';
import { textSession } from '../text-session.ts';

const Body = lazy(() => import('./outline-body.tsx').then(({ OutlineBody }) => ({ default: OutlineBody })));

/** At the foot of the explorer: what the text in front defines. */
export function Outline() {
  const t = useTranslations('text.symbols');
  const session = textSession.use();
  const isOpen = useStore(session.isOutlineOpen);
  const current = useStore(session.current);
  return (
    <FootSection className="outline-foot" title={t('outline')} of={current === null ? null : displayName(baseName(current.path))} isOpen={isOpen} onToggle={() => session.isOutlineOpen.set(!isOpen)}>
      <Suspense>
        <Body />
      </Suspense>
    </FootSection>
  );
}
