/** One sign of a name: a letter, any letter, one of some, or any number of any. */
type Sign = { readonly kind: 'one'; readonly accepts: (character: string) => boolean } | { readonly kind: 'many' };

const MAX_GLOB_CHARACTERS = 500;
const MAX_ALTERNATIVES = 64;

/**
 * What a glob as in VS Code's settings means: `**` any folders, `*` and `?` within a name, `{a,b}` either, `[…]` one of.
 * No regular expression: a glob that somebody put into a repository must not be able to hold the page up.
 * @returns whether a relative path matches
 */
export function globMatcher(glob: string): (path: string) => boolean {
  if (glob.length > MAX_GLOB_CHARACTERS) return () => false;
  const patterns = alternatives(glob.replace(/^\.?\//, '').replace(/\/$/, '')).map((one) => one.split('/').map((name) => (name === '**' ? null : signsOf(name))));
  return (path) => {
    const names = path.split('/').map((name) => Array.from(name));
    return patterns.some((pattern) => matchesNames(pattern, names));
  };
}

/** `{a,b}c` → `ac`, `bc`. */
function alternatives(glob: string): readonly string[] {
  let found: string[] = [glob];
  for (;;) {
    const next = found.flatMap((one) => {
      const group = /\{([^{}]*)\}/.exec(one);
      if (group === null) return [one];
      return (group[1] ?? '').split(',').map((part) => one.slice(0, group.index) + part + one.slice(group.index + group[0].length));
    });
    if (next.length > MAX_ALTERNATIVES) return [];
    if (next.length === found.length && next.every((one, at) => one === found[at])) return next;
    found = next;
  }
}

function signsOf(name: string): readonly Sign[] {
  const signs: Sign[] = [];
  const characters = Array.from(name);
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    const end = character === '[' ? characters.indexOf(']', at + 2) : -1;
    if (character === '*') {
      if (signs.at(-1)?.kind !== 'many') signs.push({ kind: 'many' });
    } else if (character === '?') signs.push({ kind: 'one', accepts: () => true });
    else if (end !== -1) {
      signs.push({ kind: 'one', accepts: oneOf(characters.slice(at + 1, end)) });
      at = end;
    } else signs.push({ kind: 'one', accepts: (other) => other === character });
  }
  return signs;
}

/** What stands between brackets: letters, ranges of them, and `!` before what it shall not be. */
function oneOf(inside: readonly string[]): (character: string) => boolean {
  const isNot = inside[0] === '!' || inside[0] === '^';
  const letters = isNot ? inside.slice(1) : inside;
  const accepts = (character: string): boolean =>
    letters.some((letter, at) => letter === character || (letter === '-' && character > (letters[at - 1] ?? '\u{10ffff}') && character < (letters[at + 1] ?? '')));
  return isNot ? (character) => !accepts(character) : accepts;
}

/** null: any number of names. */
function matchesNames(pattern: readonly (readonly Sign[] | null)[], names: readonly (readonly string[])[]): boolean {
  return matchesSequence(pattern.map((signs) => (signs === null ? { kind: 'many' } : { kind: 'one', accepts: (name: readonly string[]) => matchesSequence(signs, name) })), names);
}

type Step<T> = { readonly kind: 'one'; readonly accepts: (item: T) => boolean } | { readonly kind: 'many' };

/** Goes back to the last `many` only, and so takes no more than pattern times items. */
function matchesSequence<T>(steps: readonly Step<T>[], items: readonly T[]): boolean {
  let at = 0;
  let item = 0;
  let last: { readonly at: number; item: number } | null = null;
  while (item < items.length) {
    const step = steps[at];
    if (step?.kind === 'many') {
      last = { at, item };
      at += 1;
    } else if (step !== undefined && step.accepts(items[item] as T)) {
      at += 1;
      item += 1;
    } else if (last !== null) {
      last.item += 1;
      item = last.item;
      at = last.at + 1;
    } else return false;
  }
  while (steps[at]?.kind === 'many') at += 1;
  return at === steps.length;
}
