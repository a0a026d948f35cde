import { z } from 'zod';

/**
 * An absolute path inside a workspace. Linux names are bytes; bytes that are not UTF-8 travel as lone
 * surrogates U+DC80–U+DCFF (PEP 383 "surrogateescape"), so that any name survives JSON and back.
 * The parser is a courtesy (early, clear errors); the container is the wall.
 */
export const MAX_PATH_BYTES = 4096; // PATH_MAX, linux/limits.h
export const MAX_NAME_BYTES = 255; // NAME_MAX

export const FilePath = z
  .string()
  .min(1)
  .max(MAX_PATH_BYTES)
  .refine((path) => path.startsWith('/') && !path.includes('\0'), 'absolute, without NUL')
  .refine((path) => path === '/' || path.slice(1).split('/').every((name) => name !== '' && name !== '.' && name !== '..'), 'normalised')
  .brand<'FilePath'>();
export type FilePath = z.infer<typeof FilePath>;

/** One name in a folder. */
export const FileName = z
  .string()
  .min(1)
  .max(MAX_NAME_BYTES)
  .refine((name) => !name.includes('/') && !name.includes('\0') && name !== '.' && name !== '..', 'one name')
  .brand<'FileName'>();
export type FileName = z.infer<typeof FileName>;

export function joinPath(folder: FilePath, name: string): FilePath {
  return FilePath.parse(folder === '/' ? `/${name}` : `${folder}/${name}`);
}

export function parentPath(path: FilePath): FilePath {
  const end = path.lastIndexOf('/');
  return FilePath.parse(end <= 0 ? '/' : path.slice(0, end));
}

export function baseName(path: FilePath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * UTF-8 bytes of a path, escaped surrogates back to the bytes they stand for.
 * `encodeURIComponent` is the UTF-8 encoder that the language itself has (no DOM, no Node).
 */
export function pathToBytes(path: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of path) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else if (code < 0x80) bytes.push(code);
    else if (code >= 0xd800 && code <= 0xdfff) bytes.push(0xef, 0xbf, 0xbd); // any other lone surrogate: U+FFFD
    else bytes.push(...percentToBytes(encodeURIComponent(character)));
  }
  return Uint8Array.from(bytes);
}

/** The inverse of `pathToBytes`: every byte that is not part of valid UTF-8 becomes U+DC00 + byte. */
export function bytesToPath(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const sequence = bytes.subarray(at, at + sequenceLength(bytes[at] ?? 0));
    const decoded = decodeStrictly(sequence);
    text += decoded ?? String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at += decoded === null ? 1 : sequence.length;
  }
  return text;
}

/** For a query: percent-encodes the bytes, so that `encodeURIComponent`'s refusal of lone surrogates does not matter. */
export function pathToQuery(path: string): string {
  let query = '';
  for (const byte of pathToBytes(path)) {
    const character = String.fromCharCode(byte);
    query += /[A-Za-z0-9/._~-]/.test(character) ? character : hexEscape(byte);
  }
  return query;
}

/** The inverse of `pathToQuery`, from the raw (still encoded) value. */
export function pathFromQuery(raw: string): string {
  return bytesToPath(Uint8Array.from(percentToBytes(raw)));
}

function percentToBytes(text: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const hex = text[at] === '%' ? text.slice(at + 1, at + 3) : '';
    if (/^[0-9A-Fa-f]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    } else {
      bytes.push(...pathToBytes(text[at] ?? ''));
    }
  }
  return bytes;
}

function decodeStrictly(sequence: Uint8Array): string | null {
  const [first] = sequence;
  if (sequence.length === 1 && first !== undefined && first < 0x80) return String.fromCharCode(first);
  try {
    return decodeURIComponent(Array.from(sequence, hexEscape).join(''));
  } catch {
    return null;
  }
}

function hexEscape(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
}

function sequenceLength(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}
