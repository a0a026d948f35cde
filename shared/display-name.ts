/**
 * Characters that would lie about a name: controls, invisible ones, those that turn the direction of text, and
 * the bytes that are not UTF-8 (U+DC80–U+DCFF, see shared/file-path.ts). What joins two signs into one is left alone.
 */
const DECEITFUL = /(?!\u200d\p{Extended_Pictographic})[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The name as it is shown: what would deceive is written as an escape (`\n`, `\x1b`, `\u202e`, `\xff`). */
export function displayName(name: string): string {
  return name.replace(DECEITFUL, escape);
}

function escape(character: string): string {
  const code = character.charCodeAt(0);
  if (character === '\n') return String.raw`\n`;
  if (character === '\t') return String.raw`\t`;
  if (character === '\r') return String.raw`\r`;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
