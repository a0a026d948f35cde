'use client';
import { useSyncExternalStore } from 'react';

import { COMFORT_COOKIE, LOOK_COOKIE, LOOK_COOKIE_MAX_AGE_S, parseLook, type Contrast, type Look, type Motion } from './look.ts';

/** Applies at once, here and (by the cookie that the server reads) at the next load. */
export function chooseLook(look: Look): void {
  keepCookie(LOOK_COOKIE, look ?? '');
  if (worn === null) showLook(look);
}

function showLook(look: Look): void {
  if (look === null) delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = look;
}

/** Colours over those of the look, by token; `kind`: the brightness of what they do not name. */
export type Worn = { readonly kind: 'dark' | 'light'; readonly colours: Readonly<Record<string, string>> };

let worn: Worn | null = null;

/** Lays a theme's colours over the look's, on this page only; null takes them off, and the look is as it was chosen. */
export function wearColours(next: Worn | null): void {
  const { style, dataset } = document.documentElement;
  for (const token of Object.keys(worn?.colours ?? {})) style.removeProperty(`--color-${token}`);
  for (const [token, value] of Object.entries(next?.colours ?? {})) style.setProperty(`--color-${token}`, value);
  if (next !== null) showLook(next.kind);
  else if (worn !== null) showLook(parseLook(new RegExp(`(?:^|; )${LOOK_COOKIE}=([^;]*)`).exec(document.cookie)?.[1]));
  worn = next;
  // Who draws by itself is told by this.
  if (next === null) delete dataset['worn'];
  else dataset['worn'] = String(Number(dataset['worn'] ?? 0) + 1);
}

/** The same for contrast and motion; null leaves it to the system. */
export function chooseComfort({ contrast, motion }: { readonly contrast: Contrast; readonly motion: Motion }): void {
  const { dataset } = document.documentElement;
  if (contrast === null) delete dataset['contrast'];
  else dataset['contrast'] = contrast;
  if (motion === null) delete dataset['motion'];
  else dataset['motion'] = motion;
  keepCookie(COMFORT_COOKIE, [contrast, motion].filter((word) => word !== null).join('.'));
}

function keepCookie(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=${value === '' ? 0 : LOOK_COOKIE_MAX_AGE_S}; samesite=lax`;
}

function system(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: light)');
}

/** Calls back when the colours change, by the system or by choice. Returns how to stop. */
export function onThemeChange(changed: () => void): () => void {
  const media = system();
  const more = matchMedia('(prefers-contrast: more)');
  media.addEventListener('change', changed);
  more.addEventListener('change', changed);
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-contrast', 'data-worn'] });
  return () => {
    media.removeEventListener('change', changed);
    more.removeEventListener('change', changed);
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
