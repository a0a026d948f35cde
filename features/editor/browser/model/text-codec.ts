import { ENCODINGS } from './encodings.ts';
import { LegacyCodec } from './legacy-codec.ts';

/** How a file's bytes are text, so that saving gives back the bytes that were not changed: a name of encodings.ts. */
export type Encoding = string;

/** `isLossy`: read as well as it goes, in an encoding that somebody chose; saving would change bytes that nobody touched. */
export type Decoded = { readonly kind: 'text'; readonly text: string; readonly encoding: Encoding; readonly isLossy?: boolean } | { readonly kind: 'binary' };

/** Looked at for a NUL, as git does it. */
export const PROBE_BYTES = 8000;

/**
 * UTF-8 where it is valid, else Windows-1252, which gives every byte a character and so loses none. A NUL among
 * the first bytes means that it is no text.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  const marked = markOf(bytes);
  if (marked !== null) return decodeAs(bytes, marked);
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

/** In an encoding that somebody chose, whatever the bytes look like. */
export function decodeAs(bytes: Uint8Array, encoding: Encoding): Decoded {
  if (encoding === 'utf-8' || encoding === 'utf-8-bom') {
    const decoded = decodeText(bytes);
    if (decoded.kind === 'text' && decoded.encoding.startsWith('utf-8')) return decoded;
    return { kind: 'text', text: new TextDecoder().decode(bytes), encoding, isLossy: true };
  }
  const codec = codecOf(encoding);
  const text = codec.decode(bytes);
  return text === null ? { kind: 'text', text: codec.decodeLossy(bytes), encoding, isLossy: true } : { kind: 'text', text, encoding };
}

const codecs = new Map<Encoding, LegacyCodec>();

function codecOf(encoding: Encoding): LegacyCodec {
  const known = ENCODINGS.some(({ name }) => name === encoding) ? encoding : 'windows-1252';
  const codec = codecs.get(known) ?? new LegacyCodec(known);
  codecs.set(known, codec);
  return codec;
}

/** UTF-16 by the mark that it begins with; null: there is none. */
function markOf(bytes: Uint8Array): Encoding | null {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return null;
  if (bytes[0] === 0xff && bytes[1] === 0xfe && (bytes[2] !== 0 || bytes[3] !== 0)) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

/** The bytes of a text, or the first character that the encoding has none for. */
export function encodeText(text: string, encoding: Encoding): { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly missing: string } {
  if (encoding === 'utf-8' || encoding === 'utf-8-bom') return { bytes: encodeUtf8(encoding === 'utf-8-bom' ? `\u{feff}${text}` : text) };
  return codecOf(encoding).encode(text);
}

/** Into room for the most that it can need, of which what is not used is never touched: a third of the time of `encode`, which copies twice. */
function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  const room = new Uint8Array(text.length * 3);
  return room.subarray(0, new TextEncoder().encodeInto(text, room).written);
}
