/**
 * Encodings other than UTF-8: read by the browser's own decoder, written by its tables turned round. Made when first
 * used, in some ten milliseconds.
 */
export class LegacyCodec {
  private readonly name: string;
  private table: ReadonlyMap<string, number> | null = null;

  constructor(name: string) {
    this.name = name;
  }

  /** null: the bytes are none of this encoding, or would not be the same after saving. A byte order mark is left out of UTF-16. */
  decode(bytes: Uint8Array): string | null {
    try {
      const text = new TextDecoder(this.name, { fatal: true, ignoreBOM: true }).decode(bytes);
      const encoded = this.encode(text);
      return 'bytes' in encoded && isSame(encoded.bytes, bytes) ? text : null;
    } catch {
      return null;
    }
  }

  /** As well as it goes: for reading only. */
  decodeLossy(bytes: Uint8Array): string {
    return new TextDecoder(this.name, { ignoreBOM: true }).decode(bytes);
  }

  encode(text: string): { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly missing: string } {
    if (this.name.startsWith('utf-16')) return { bytes: utf16(text, this.name === 'utf-16be') };
    this.table ??= inverse(this.name);
    const bytes = new Uint8Array(text.length * 3);
    let length = 0;
    for (const character of text) {
      const value = this.table.get(character);
      if (value === undefined) return { missing: character };
      if (value > 0xffff) bytes[length++] = value >>> 16;
      if (value > 0xff) bytes[length++] = (value >>> 8) & 0xff;
      bytes[length++] = value & 0xff;
    }
    return { bytes: bytes.slice(0, length) };
  }
}

const TWO_BYTES = new Set(['gbk', 'big5', 'shift_jis', 'euc-jp', 'euc-kr']);

/** Every character of the encoding and its bytes as one number; of several ways to write one, the first. */
function inverse(name: string): ReadonlyMap<string, number> {
  const decoder = new TextDecoder(name, { fatal: true, ignoreBOM: true });
  const table = new Map<string, number>();
  const add = (...bytes: readonly number[]): void => {
    const text = decoded(decoder, bytes);
    if (text !== null && text === String.fromCodePoint(text.codePointAt(0) ?? 0) && !table.has(text)) table.set(text, bytes.reduce((all, byte) => all * 256 + byte, 0));
  };
  for (let byte = 0; byte < 256; byte += 1) add(byte);
  if (!TWO_BYTES.has(name)) return table;
  for (let lead = 0x81; lead <= 0xfe; lead += 1) for (let trail = 0x40; trail <= 0xfe; trail += 1) add(lead, trail);
  if (name === 'euc-jp') {
    for (let trail = 0xa1; trail <= 0xdf; trail += 1) add(0x8e, trail);
    for (let lead = 0xa1; lead <= 0xfe; lead += 1) for (let trail = 0xa1; trail <= 0xfe; trail += 1) add(0x8f, lead, trail);
  }
  return table;
}

function decoded(decoder: TextDecoder, bytes: readonly number[]): string | null {
  try {
    return decoder.decode(Uint8Array.from(bytes));
  } catch {
    return null; // no character of this encoding
  }
}

function utf16(text: string, isBig: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), !isBig);
  return bytes;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
