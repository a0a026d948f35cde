/** Names that a shell takes as they are. */
const PLAIN = /^[\p{L}\p{N}_@%+=:,./~-]+$/u;

/**
 * A path as one word of a shell's command line. Control characters are escaped, not typed: a line end in the name of a
 * file would run what stands before it.
 */
export function quotePath(path: string): string {
  if (/\p{Cc}/u.test(path)) return `$'${path.replaceAll(/[\\']|\p{Cc}/gu, escaped)}'`;
  if (PLAIN.test(path) && !path.startsWith('~') && !path.startsWith('-')) return path;
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

function escaped(character: string): string {
  if (character === '\\' || character === "'") return `\\${character}`;
  const code = character.codePointAt(0) ?? 0;
  // C1 are two bytes in UTF-8.
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
