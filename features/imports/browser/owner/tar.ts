const BLOCK = 512;
/** Longer paths have a record of their own before the file (POSIX pax). */
const SHORT_PATH_BYTES = 100;

export type TarFile = { readonly path: string; readonly content: Blob };

/** A tar archive of files; their bytes are read only when the archive is. */
export function tarOf(files: readonly TarFile[]): Blob {
  const parts = files.flatMap(({ path, content }): BlobPart[] => [...longPath(path), header({ path, bytes: content.size, type: '0' }), content, padding(content.size)]);
  return new Blob([...parts, new Uint8Array(2 * BLOCK)], { type: 'application/x-tar' });
}

function longPath(path: string): BlobPart[] {
  if (encode(path).length <= SHORT_PATH_BYTES) return [];
  const record = encode(paxRecord(path));
  return [header({ path: 'path', bytes: record.length, type: 'x' }), record, padding(record.length)];
}

/** "<length> path=<path>\n", where the length counts its own digits. */
function paxRecord(path: string): string {
  const rest = ` path=${path}\n`;
  const bytes = encode(rest).length;
  let length = bytes + String(bytes).length;
  if (String(length).length !== String(bytes).length) length = bytes + String(length).length;
  return `${length}${rest}`;
}

function header({ path, bytes, type }: { readonly path: string; readonly bytes: number; readonly type: '0' | 'x' }): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void => block.set(encode(text), at);
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
  block.set(encode(path).subarray(0, SHORT_PATH_BYTES), 0);
  put(100, `${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(bytes, 11)}\0${octal(0, 11)}\0`);
  put(156, `${type}`);
  put(257, 'ustar\x0000');
  // The checksum is of the header with eight spaces where it will stand.
  put(148, ' '.repeat(8));
  put(148, `${octal(block.reduce((sum, byte) => sum + byte, 0), 6)}\0 `);
  return block;
}

function padding(bytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array((BLOCK - (bytes % BLOCK)) % BLOCK);
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
