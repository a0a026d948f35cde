/** How a file's bytes are text, so that saving gives back the bytes that were not changed. */
export type Encoding = 'utf-8' | 'utf-8-bom' | 'windows-1252';

export type Decoded = { readonly kind: 'text'; readonly text: string; readonly encoding: Encoding } | { readonly kind: 'binary' };

/** Looked at for a NUL, as git does it. */
export const PROBE_BYTES = 8000;

/**
 * UTF-8 where it is valid, else Windows-1252, which gives every byte a character and so loses none. A NUL among
 * the first bytes means that it is no text.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  if (startsBinary(bytes)) return { kind: 'binary' };
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bom ? bytes.subarray(3) : bytes);
    return { kind: 'text', text, encoding: bom ? 'utf-8-bom' : 'utf-8' };
  } catch {
    // Not UTF-8: read as bytes.
    return { kind: 'text', text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

/** `bytes`: at least the first `PROBE_BYTES`, where there are so many. */
export function startsBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, PROBE_BYTES).includes(0);
}

/** The bytes of a text, or the first character that the encoding has none for. */
export function encodeText(text: string, encoding: Encoding): { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly missing: string } {
  if (encoding !== 'windows-1252') return { bytes: encodeUtf8(encoding === 'utf-8-bom' ? `\u{feff}${text}` : text) };
  const table = bytesOfWindows1252();
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const byte = table.get(text.charCodeAt(at));
    if (byte === undefined) return { missing: String.fromCodePoint(text.codePointAt(at) ?? 0) };
    bytes[at] = byte;
  }
  return { bytes };
}

/** Into room for the most that it can need, of which what is not used is never touched: a third of the time of `encode`, which copies twice. */
function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  const room = new Uint8Array(text.length * 3);
  return room.subarray(0, new TextEncoder().encodeInto(text, room).written);
}

function bytesOfWindows1252(): ReadonlyMap<number, number> {
  const all = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  return new Map(Array.from({ length: 256 }, (_, byte) => [all.charCodeAt(byte), byte]));
}
