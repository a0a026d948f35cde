import { z } from 'zod';

/** Of the element with the commands' titles in the language that the page does not have. */
export const OTHER_TITLES_ELEMENT = 'atelier-other-titles';

const Titles = z.record(z.string(), z.string()).catch({});

let known: Readonly<Record<string, string>> | null = null;

/** By message key; whoever learnt a command by its other name finds it by that. */
export function otherTitles(): Readonly<Record<string, string>> {
  if (known !== null) return known;
  const text = document.getElementById(OTHER_TITLES_ELEMENT)?.textContent ?? '{}';
  known = Titles.parse(JSON.parse(text));
  return known;
}
