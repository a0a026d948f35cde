import { randomInt } from 'node:crypto';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Twelve random characters behind a letter that tells the kind: 62 bits, no meaning, safe in a host name. */
export function newId(kind: 'm' | 's' | 'w' | 't' | 'a' | 'p' | 'r' | 'i' | 'k' | 'q' | 'c' | 'g' | 'v' | 'j' | 'x'): string {
  let id: string = kind;
  for (let count = 0; count < 12; count += 1) id += ALPHABET[randomInt(ALPHABET.length)];
  return id;
}
