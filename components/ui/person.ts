const PEOPLE_COLOURS = 6;

/** The first letters of the first and the last word: "Philippe Aubert" is PA. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends.map((word) => String.fromCodePoint(word?.codePointAt(0) ?? 32)).join('').trim().toLocaleUpperCase();
}

/** The same person has the same colour everywhere: 1 to 6, from what never changes (an id). */
export function personColour(key: string): number {
  let sum = 0;
  for (const character of key) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return (sum % PEOPLE_COLOURS) + 1;
}
