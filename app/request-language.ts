import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { createTranslator } from 'use-intl/core';

import { FORMAT_TAGS, LANGUAGE_COOKIE, negotiateLanguage, type Language } from '../components/i18n/language.ts';
import { CATALOGUES } from './messages.ts';

/** The language of the page that is being written, the same for all that writes it. */
export const requestLanguage = cache(async (): Promise<Language> => {
  const [remembered, asked] = await Promise.all([cookies(), headers()]);
  return negotiateLanguage({ remembered: remembered.get(LANGUAGE_COOKIE)?.value, acceptLanguage: asked.get('accept-language') });
});

/** For titles and other texts that the server writes: `const t = await requestTexts(); t('workspaces.page')`. */
export async function requestTexts() {
  const language = await requestLanguage();
  return createTranslator({ locale: FORMAT_TAGS[language], messages: CATALOGUES[language] });
}
