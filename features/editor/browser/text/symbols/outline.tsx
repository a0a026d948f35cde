'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';

import './symbols.css';
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
  const Sign = isOpen ? ChevronDown : ChevronRight;
  return (
    <section className="outline-foot" aria-label={t('outline')} data-open={isOpen ? '' : undefined}>
      <div className="outline-bar">
        <AriaButton className="title" aria-expanded={isOpen} onPress={() => session.isOutlineOpen.set(!isOpen)}>
          <Sign aria-hidden />
          <span>{t('outline')}</span>
          {current !== null && <span className="of">{displayName(baseName(current.path))}</span>}
        </AriaButton>
      </div>
      {isOpen && (
        <Suspense>
          <Body />
        </Suspense>
      )}
    </section>
  );
}
