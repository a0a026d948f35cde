/**
 * What a hit becomes, as VS Code reads it. Of a plain search the text is itself. Of a regular expression `$1` … `$99`
 * are groups, `$0` and `$&` the whole, `$$` a dollar, `\n` `\t` `\\` signs, and `\u` `\l` `\U` `\L` … `\E` change case.
 */
export type Replacement = { readonly isRegex: boolean; readonly preserveCase: boolean; readonly text: string };

type Part = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'group'; readonly number: number } | { readonly kind: 'case'; readonly sign: 'u' | 'l' | 'U' | 'L' | 'E' };

/** Made once for many hits; `groups`: the whole, then each. */
export function createReplacer({ isRegex, preserveCase, text }: Replacement): (groups: readonly string[]) => string {
  const parts: readonly Part[] = isRegex ? parse(text) : [{ kind: 'text', text }];
  return (groups) => {
    const replaced = fill(parts, groups);
    return preserveCase ? likeCase(groups[0] ?? '', replaced) : replaced;
  };
}

const TOKEN = /\$(\$|&|\d{1,2})|\\([ntrulULE\\])/g;
const SIGNS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

function parse(text: string): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    if (found.index > at) parts.push({ kind: 'text', text: text.slice(at, found.index) });
    at = found.index + found[0].length;
    const [, dollar, slash] = found;
    if (dollar === '$') parts.push({ kind: 'text', text: '$' });
    else if (dollar !== undefined) parts.push({ kind: 'group', number: dollar === '&' ? 0 : Number(dollar) });
    else if (slash === 'u' || slash === 'l' || slash === 'U' || slash === 'L' || slash === 'E') parts.push({ kind: 'case', sign: slash });
    else parts.push({ kind: 'text', text: SIGNS[slash ?? ''] ?? '' });
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}

function fill(parts: readonly Part[], groups: readonly string[]): string {
  let out = '';
  let once: 'u' | 'l' | null = null;
  let all: 'U' | 'L' | null = null;
  for (const part of parts) {
    if (part.kind === 'case') {
      if (part.sign === 'u' || part.sign === 'l') once = part.sign;
      else all = part.sign === 'E' ? null : part.sign;
      continue;
    }
    let text = part.kind === 'text' ? part.text : groupOf(part.number, groups);
    if (part.kind === 'group') {
      if (all !== null) text = all === 'U' ? text.toUpperCase() : text.toLowerCase();
      if (once !== null && text !== '') {
        text = (once === 'u' ? text.charAt(0).toUpperCase() : text.charAt(0).toLowerCase()) + text.slice(1);
        once = null;
      }
    }
    out += text;
  }
  return out;
}

/** `$12` of an expression with fewer than twelve groups is `$1` and a 2; one that there is not stays as it was typed. */
function groupOf(number: number, groups: readonly string[]): string {
  const known = groups[number];
  if (known !== undefined) return known;
  const first = groups[Math.floor(number / 10)];
  return number >= 10 && first !== undefined && number < 100 ? `${first}${number % 10}` : `$${number}`;
}

/** As what was found: ALL CAPITALS, A capital first, or small. */
function likeCase(found: string, text: string): string {
  // Nothing of it has a case.
  if (found.toUpperCase() === found.toLowerCase()) return text;
  if (found === found.toUpperCase()) return text.toUpperCase();
  if (found === found.toLowerCase()) return text.toLowerCase();
  const first = found.charAt(0);
  return (first === first.toUpperCase() ? text.charAt(0).toUpperCase() : text.charAt(0).toLowerCase()) + text.slice(1);
}

/** How many groups a regular expression captures, at most `most`. */
export function countGroups(pattern: string, most = 99): number {
  let count = 0;
  let isInClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern[at];
    if (sign === '\\') at += 1;
    else if (isInClass) isInClass = sign !== ']';
    else if (sign === '[') {
      isInClass = true;
      // `[]…]` and `[^]…]` begin with a bracket that is meant.
      if (pattern[at + 1] === '^') at += 1;
      if (pattern[at + 1] === ']') at += 1;
    } else if (sign === '(' && (pattern[at + 1] !== '?' || /^\?P?<[A-Za-z_]/.test(pattern.slice(at + 1, at + 5)))) count += 1;
  }
  return Math.min(count, most);
}
