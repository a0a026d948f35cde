/**
 * A pasted text without control characters (tab and line ends stay): with ESC it could end the bracketed
 * paste by itself (`ESC[201~`) and have the rest run as commands.
 */
export function guardPaste(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => ('\t\n\r'.includes(character) ? character : ''));
}

/** Lines that a paste would run one after another; nothing stands behind the last line end. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.length > 1 && lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Whether to ask before pasting. `takesWhole`: the program takes several lines as one text, and runs none of them by itself. */
export function asksFirst(text: string, { warning, takesWhole }: { readonly warning: 'auto' | 'always' | 'never'; readonly takesWhole: boolean }): boolean {
  if (warning === 'never' || linesOf(text).length < 2) return false;
  return warning === 'always' || !takesWhole;
}

/** An address that a terminal may open: http or https, nothing else (no `javascript:`, `data:`, `file:`). */
export function webLink(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null;
}

const MAX_COPIED_BYTES = 1024 * 1024;

/**
 * The text that an OSC 52 sequence (`c;<base64>`) wants to copy; null for what asks to read the clipboard
 * (`c;?`), clears it, is too large or does not parse.
 */
export function textToCopy(sequence: string): string | null {
  const [, base64] = /^[cps0-7]*;([A-Za-z0-9+/]+={0,2})$/.exec(sequence) ?? [];
  if (base64 === undefined || base64.length > MAX_COPIED_BYTES * 1.4) return null;
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
