'use client';
import { useSyncExternalStore } from 'react';

import { rememberedLanguage } from '../components/i18n/choose-language.ts';
import { DEFAULT_LANGUAGE, negotiateLanguage, type Language } from '../components/i18n/language.ts';
import en from '../components/i18n/messages/en.json' with { type: 'json' };
import fr from '../components/i18n/messages/fr.json' with { type: 'json' };
import { MessagePage } from '../components/page/message-page.tsx';
import { Button } from '../components/ui/button.tsx';
import './globals.css';

const TEXTS = { en, fr } as const satisfies Record<Language, unknown>;

/** When what every page stands in failed: there is no language, no look and no frame, so it brings its own. */
export default function GlobalError({ reset }: { readonly error: Error & { digest?: string }; readonly reset: () => void }) {
  const language = useSyncExternalStore(neverChanges, browserLanguage, () => DEFAULT_LANGUAGE);
  const { pages, common } = TEXTS[language];
  return (
    <html lang={language}>
      <body>
        <title>{`${pages.errorTitle} · ${common.product}`}</title>
        <MessagePage title={pages.errorTitle} text={pages.errorText}>
          <Button variant="primary" size="big" onPress={reset}>
            {common.tryAgain}
          </Button>
        </MessagePage>
      </body>
    </html>
  );
}

function neverChanges(): () => void {
  return () => undefined;
}

function browserLanguage(): Language {
  return negotiateLanguage({ remembered: rememberedLanguage(), acceptLanguage: navigator.languages.join(',') });
}
