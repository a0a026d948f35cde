import { parse } from 'jsonc-parser';
import { z } from 'zod';

import { MIB } from '../../../../../shared/units.ts';

/** One snippet as VS Code has them. `languages` null: of every language. */
export type Snippet = { readonly name: string; readonly prefixes: readonly string[]; readonly body: string; readonly description: string; readonly languages: readonly string[] | null };

export const MAX_SNIPPET_FILE_BYTES = MIB;
const MAX_SNIPPETS = 2000;
const MAX_BODY_CHARACTERS = 20_000;
const MAX_DEPTH = 12;
const MAX_PATTERN_CHARACTERS = 120;

const Lines = z.union([z.string(), z.array(z.string()).max(2000)]);
const Entry = z.object({
  prefix: z.union([z.string().min(1).max(100), z.array(z.string().min(1).max(100)).min(1).max(20)]),
  body: Lines,
  description: Lines.optional().catch(undefined),
  scope: z.string().max(1000).optional().catch(undefined),
});

/**
 * The snippets of a file: `*.code-snippets`, or `<language>.json`, whose snippets are that language's. What is no
 * snippet, is too large or would run an expression without an end is left out, one by one; null: the file is no such file.
 */
export function parseSnippets(text: string, language: string | null): readonly Snippet[] | null {
  if (text.length > MAX_SNIPPET_FILE_BYTES) return null;
  const file = parsed(text);
  if (typeof file !== 'object' || file === null || Array.isArray(file)) return null;
  return Object.entries(file)
    .slice(0, MAX_SNIPPETS)
    .flatMap(([name, value]) => {
      const entry = Entry.safeParse(value);
      if (!entry.success) return [];
      const { prefix, description, scope } = entry.data;
      const body = joined(entry.data.body);
      if (!isHarmless(body)) return [];
      const scopes = scope?.split(',').map((one) => one.trim()).filter((one) => one !== '') ?? [];
      const languages = language === null ? (scopes.length === 0 ? null : scopes) : [language];
      return [{ name: name.slice(0, 200), prefixes: typeof prefix === 'string' ? [prefix] : prefix, body, description: joined(description ?? '').slice(0, 500), languages }];
    });
}

function parsed(text: string): unknown {
  try {
    return parse(text, [], { allowTrailingComma: true });
  } catch (error) {
    if (error instanceof RangeError) return null; // nested deeper than snippets are
    throw error;
  }
}

function joined(lines: string | readonly string[]): string {
  return typeof lines === 'string' ? lines : lines.join('\n');
}

/** Neither so long nor so deep that reading it takes long, nor with expressions that may run for ever. */
function isHarmless(body: string): boolean {
  if (body.length > MAX_BODY_CHARACTERS) return false;
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < body.length; at += 1) {
    if (body[at] === '\\') at += 1;
    else if (body.startsWith('${', at)) depth += 1;
    else if (body[at] === '}') depth = Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  if (deepest > MAX_DEPTH) return false;
  const patterns = [...body.matchAll(/\$\{\w+\/((?:[^/\\]|\\.){0,1000})/g)].map(([, pattern = '']) => pattern);
  return patterns.every((pattern) => pattern.length <= MAX_PATTERN_CHARACTERS && !/[+*}]\)*[+*{]|\([^)]*[+*|][^)]*\)\s*[+*{]/.test(pattern.replaceAll(/\\./g, '.')));
}
