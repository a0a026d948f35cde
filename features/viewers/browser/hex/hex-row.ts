export const ROW_BYTES = 16;

/** One row of a hex view, as wide whatever is in it: where it is, its bytes in two halves, its letters. */
export function hexRow(start: number, bytes: Uint8Array, sizeBytes: number): { readonly offset: string; readonly hex: string; readonly letters: string } {
  const figures = Math.max(8, (sizeBytes - 1).toString(16).length);
  const words = Array.from({ length: ROW_BYTES }, (_, at) => bytes[at]?.toString(16).padStart(2, '0') ?? '  ');
  return {
    offset: start.toString(16).padStart(figures, '0'),
    hex: `${words.slice(0, 8).join(' ')}  ${words.slice(8).join(' ')}`,
    letters: Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
  };
}

/** `4096`, `0x1000`, `1000h`; null: no number. */
export function parseOffset(text: string): number | null {
  const word = text.trim().toLowerCase();
  const hex = /^0x([\da-f]{1,12})$/.exec(word)?.[1] ?? /^([\da-f]{1,12})h$/.exec(word)?.[1];
  if (hex !== undefined) return Number.parseInt(hex, 16);
  return /^\d{1,15}$/.test(word) ? Number(word) : null;
}
