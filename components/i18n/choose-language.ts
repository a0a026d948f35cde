import { LANGUAGE_COOKIE, LANGUAGE_COOKIE_MAX_AGE_S, type Language } from './language.ts';

/** Remembers the language for the server's next answer; follow with `router.refresh()` to see it. null forgets. */
export function rememberLanguage(language: Language | null): void {
  document.cookie = `${LANGUAGE_COOKIE}=${language ?? ''}; path=/; max-age=${language === null ? 0 : LANGUAGE_COOKIE_MAX_AGE_S}; samesite=lax`;
}

/** What this browser remembers; undefined when nothing. */
export function rememberedLanguage(): string | undefined {
  return document.cookie
    .split('; ')
    .find((cookie) => cookie.startsWith(`${LANGUAGE_COOKIE}=`))
    ?.slice(LANGUAGE_COOKIE.length + 1);
}
