'use client';
import { useSyncExternalStore } from 'react';

import { LOOK_COOKIE, LOOK_COOKIE_MAX_AGE_S, parseLook, type Look } from './look.ts';

/** Applies at once, here and (by the cookie that the server reads) at the next load. */
export function chooseLook(look: Look): void {
  if (look === null) delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = look;
  document.cookie = `${LOOK_COOKIE}=${look ?? ''}; path=/; max-age=${look === null ? 0 : LOOK_COOKIE_MAX_AGE_S}; samesite=lax`;
}

function system(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: light)');
}

/** Calls back when the colours change, by the system or by choice. Returns how to stop. */
export function onThemeChange(changed: () => void): () => void {
  const media = system();
  media.addEventListener('change', changed);
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    media.removeEventListener('change', changed);
    observer.disconnect();
  };
}

/** The choice; null while the system decides. */
export function currentLook(): Look {
  return parseLook(document.documentElement.dataset['theme']);
}

/** What is on screen now. */
export function currentTheme(): 'light' | 'dark' {
  return currentLook() ?? (system().matches ? 'light' : 'dark');
}

export function useTheme(): 'light' | 'dark' {
  return useSyncExternalStore(onThemeChange, currentTheme, () => 'dark');
}

export function useLook(): Look {
  return useSyncExternalStore(onThemeChange, currentLook, () => null);
}

/** The value of a colour token, for what draws by itself (editor, terminal): `colour('code-keyword')`. */
export function colour(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--color-${token}`).trim();
}
