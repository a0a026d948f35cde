import type { ModuleFacts } from '../contract.ts';

const SHOWN = 3;
const LEAST_PART = 0.01;

export type LanguageShare = { readonly name: string; readonly part: number };

/** The languages that count, largest first; `part` is 0 to 1 of what is code. */
export function languageShares(languages: ModuleFacts['languages']): LanguageShare[] {
  const whole = languages.reduce((sum, { bytes }) => sum + bytes, 0);
  if (whole === 0) return [];
  return languages
    .map(({ name, bytes }) => ({ name, part: bytes / whole }))
    .filter(({ part }) => part >= LEAST_PART)
    .toSorted((a, b) => b.part - a.part)
    .slice(0, SHOWN);
}
