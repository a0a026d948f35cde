import type { Language } from '../../shared/credentials.ts';

export type { Language };

/** The languages of the catalogues, and how one is chosen. */
export const LANGUAGES = ['en', 'fr'] as const satisfies readonly Language[];
export const DEFAULT_LANGUAGE: Language = 'en';

/** How figures and dates are written: 24 hours, the day before the month. */
export const FORMAT_TAGS = { en: 'en-GB', fr: 'fr-FR' } as const satisfies Record<Language, string>;

/** Each in its own language, so that whoever cannot read this page finds theirs. */
export const LANGUAGE_NAMES = { en: 'English', fr: 'Français' } as const satisfies Record<Language, string>;

/**
 * What the member chose, as the browser remembers it between loads: the account's language is copied here
 * after sign-in, so that the server can write the right page at once. Not a secret, not a right.
 */
export const LANGUAGE_COOKIE = 'atelier-language';
export const LANGUAGE_COOKIE_MAX_AGE_S = 31_536_000;

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

/** The remembered choice, else the first of the browser's languages that there is a catalogue for, else English. */
export function negotiateLanguage(asked: { readonly remembered: string | undefined; readonly acceptLanguage: string | null }): Language {
  if (isLanguage(asked.remembered)) return asked.remembered;
  const wanted = (asked.acceptLanguage ?? '')
    .slice(0, 1000)
    .split(',')
    .map(readPreference)
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    if (tag === '*') return DEFAULT_LANGUAGE;
    const base = tag.split('-')[0];
    if (isLanguage(base)) return base;
  }
  return DEFAULT_LANGUAGE;
}

/** One item of RFC 9110's Accept-Language: `fr-BE;q=0.8`. */
function readPreference(item: string): { tag: string; weight: number } {
  const [tag = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return { tag, weight: tag !== '' && weight > 0 && weight <= 1 ? weight : 0 };
}
