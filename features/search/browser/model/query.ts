import { z } from 'zod';

import type { SearchQuery } from '../../contract.ts';

/** The form of a search as it is filled in. */
export const SearchForm = z.object({
  text: z.string().max(10_000).catch(''),
  replacement: z.string().max(10_000).catch(''),
  isReplacing: z.boolean().catch(false),
  isRegex: z.boolean().catch(false),
  matchCase: z.boolean().catch(false),
  wholeWord: z.boolean().catch(false),
  preserveCase: z.boolean().catch(false),
  /** Globs, with commas between them. */
  include: z.string().max(10_000).catch(''),
  exclude: z.string().max(10_000).catch(''),
  ignored: z.boolean().catch(false),
});
export type SearchForm = z.infer<typeof SearchForm>;

export const EMPTY_FORM: SearchForm = SearchForm.parse({});

/** Commas part globs, but not those in braces: `*.{ts,tsx}, src`. */
export function splitGlobs(text: string): string[] {
  const globs: string[] = [];
  let glob = '';
  let depth = 0;
  for (const sign of text) {
    if (sign === '{') depth += 1;
    else if (sign === '}') depth = Math.max(0, depth - 1);
    if (sign === ',' && depth === 0) {
      globs.push(glob);
      glob = '';
    } else glob += sign;
  }
  return [...globs, glob].map((one) => one.trim()).filter((one) => one !== '' && one.length <= 1024 && !one.includes('\0')).slice(0, 100);
}

/** @param left what settings leave out: `always`, and what is looked at when ignored files are */
export function queryOf(form: SearchForm, about: { readonly always: readonly string[]; readonly unlessIgnored: readonly string[]; readonly smartCase: boolean; readonly maxHits: number }): SearchQuery {
  const exclude = [...splitGlobs(form.exclude), ...about.always, ...(form.ignored ? [] : about.unlessIgnored)];
  const hasCapital = /\p{Lu}/u.test(form.isRegex ? form.text.replace(/\\./g, '') : form.text);
  return {
    text: form.text.replaceAll('\0', ''),
    isRegex: form.isRegex,
    matchCase: form.matchCase || (about.smartCase && hasCapital),
    wholeWord: form.wholeWord,
    include: splitGlobs(form.include),
    exclude: exclude.slice(0, 200),
    ignored: form.ignored,
    maxHits: about.maxHits,
  };
}
