/** What the member chose; null follows the system. */
export type Look = 'light' | 'dark' | null;
export const LOOK_COOKIE = 'atelier-look';
export const LOOK_COOKIE_MAX_AGE_S = 31_536_000;

export function parseLook(value: string | undefined): Look {
  return value === 'light' || value === 'dark' ? value : null;
}
