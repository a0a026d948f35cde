/** What the member chose; null follows the system. */
export type Look = 'light' | 'dark' | null;
/** `high`: the high-contrast colours; `normal`: never those, whatever the system asks for. */
export type Contrast = 'high' | 'normal' | null;
export type Motion = 'reduced' | 'full' | null;
export const LOOK_COOKIE = 'atelier-look';
/** Contrast and motion, a word for each, so that the first paint of any page has them: `high.reduced`. */
export const COMFORT_COOKIE = 'atelier-comfort';
export const LOOK_COOKIE_MAX_AGE_S = 31_536_000;

export function parseLook(value: string | undefined): Look {
  return value === 'light' || value === 'dark' ? value : null;
}

export function parseComfort(value: string | undefined): { readonly contrast: Contrast; readonly motion: Motion } {
  const words = (value ?? '').split('.');
  return {
    contrast: words.includes('high') ? 'high' : words.includes('normal') ? 'normal' : null,
    motion: words.includes('reduced') ? 'reduced' : words.includes('full') ? 'full' : null,
  };
}
