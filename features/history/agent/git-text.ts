import { SECOND_MS } from '../../../shared/units.ts';

/** The last moment that a Date can be, either way; a commit may say any. */
const MAX_DATE_MS = 8.64e15;

/** What git printed, read as latin1, as the text that it mostly is. */
export function asText(latin1: string, maxCharacters = 500): string {
  const text = /[\u0080-\u00ff]/.test(latin1) ? Buffer.from(latin1, 'latin1').toString('utf8') : latin1;
  return text.length > maxCharacters ? text.slice(0, maxCharacters) : text;
}

/** 0 for what no calendar has: a page that showed it would break. */
export function atMsOf(seconds: string): number {
  const atMs = Number(seconds) * SECOND_MS;
  return Math.abs(atMs) <= MAX_DATE_MS ? atMs : 0;
}
