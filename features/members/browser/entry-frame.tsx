'use client';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { rememberLanguage } from '../../../components/i18n/choose-language.ts';
import { LANGUAGE_NAMES, LANGUAGES } from '../../../components/i18n/language.ts';
import { useFormats } from '../../../components/i18n/provider.tsx';
import { Mark } from '../../../components/page/mark.tsx';
import { Button } from '../../../components/ui/button.tsx';

/** The card that stands on the trestle table of the mark: what is seen before anybody is signed in. */
export function EntryFrame({ title, isWide, footer, children }: { readonly title: string; readonly isWide?: boolean; readonly footer?: ReactNode; readonly children: ReactNode }) {
  const t = useTranslations('common');
  return (
    <div className="entry">
      <main className={`entry-card ${isWide ? 'phone:w-[520px]' : 'phone:w-[400px]'}`}>
        <div className="brand mb-7 text-[16px]">
          <Mark className="size-[26px]" />
          {t('product')}
        </div>
        <h1>{title}</h1>
        {children}
      </main>
      <Trestle isLow={isWide} />
      <footer className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 px-4 py-5 text-small text-ink-3">
        <LanguageButtons />
        {footer}
      </footer>
    </div>
  );
}

/** Each language in its own words, for whoever cannot read the present one. */
function LanguageButtons() {
  const router = useRouter();
  const { language } = useFormats();
  return LANGUAGES.toReversed().map((candidate) => (
    <Button
      key={candidate}
      variant="quiet"
      size="mini"
      aria-pressed={candidate === language}
      className={candidate === language ? 'text-ink!' : 'text-ink-3!'}
      onPress={() => {
        rememberLanguage(candidate);
        router.refresh();
      }}
    >
      <span lang={candidate}>{LANGUAGE_NAMES[candidate]}</span>
    </Button>
  ));
}

function Trestle({ isLow }: { readonly isLow?: boolean }) {
  const height = isLow ? 128 : 200;
  const legs = isLow ? 'M80 8 62 127M108 8l18 119M70 74h48M652 8l-18 119M680 8l18 119M642 74h48' : 'M130 8 102 199M170 8l28 191M114 112h72M590 8l-28 191M630 8l28 191M574 112h72';
  return (
    <svg className="relative z-10 w-full flex-none phone:w-[760px] *:[vector-effect:non-scaling-stroke]" height={height} preserveAspectRatio="none" viewBox={`0 0 760 ${height}`} fill="none" strokeWidth="2" strokeLinecap="round" aria-hidden>
      <path stroke="var(--color-brass)" strokeWidth="5" d="M20 3h720" />
      <path stroke="var(--color-edge)" opacity=".8" d={legs} />
    </svg>
  );
}
