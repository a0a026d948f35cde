import { MIB } from '../../../../shared/units.ts';
import { MAX_UPLOAD_PARTS, type UploadFile, type UploadPart } from '../../contract.ts';
import type { UploadEntry } from './upload-state.ts';

/** Files up to this size go together, until together they are this long. */
const TOGETHER_BYTES = 4 * MIB;
/** So many files at most: what is cut is sent again. */
const TOGETHER_FILES = Math.min(250, MAX_UPLOAD_PARTS);
export const PART_BYTES = 8 * MIB;

export type Ready = UploadEntry & { readonly about: UploadFile; readonly replace: boolean; readonly receivedBytes: number };
/** What is sent at once: some short files, or one long one in parts. */
export type Unit = { readonly kind: 'together'; readonly files: readonly Ready[] } | { readonly kind: 'long'; readonly file: Ready };

export function aboutEntry({ path, file }: UploadEntry): UploadFile {
  return { path, sizeBytes: file?.size ?? 0, modifiedAtMs: file?.lastModified ?? 0 };
}

/** Short files first, in the order they came: most of a folder is there soon. */
export function unitsOf(files: readonly Ready[]): Unit[] {
  const together: Unit[] = [];
  let gathered: Ready[] = [];
  let bytes = 0;
  const close = (): void => {
    if (gathered.length > 0) together.push({ kind: 'together', files: gathered });
    [gathered, bytes] = [[], 0];
  };
  for (const file of files.filter(({ about }) => about.sizeBytes <= TOGETHER_BYTES)) {
    if (bytes + file.about.sizeBytes > TOGETHER_BYTES || gathered.length === TOGETHER_FILES) close();
    gathered.push(file);
    bytes += file.about.sizeBytes;
  }
  close();
  const long = files.filter(({ about }) => about.sizeBytes > TOGETHER_BYTES);
  return [...together, ...long.map((file): Unit => ({ kind: 'long', file }))];
}

/** Short files whole; the browser reads them while it sends. */
export function bodyOfFiles(files: readonly Ready[]): Blob {
  return new Blob(files.flatMap((ready) => pieces(ready, { offset: 0, lengthBytes: ready.about.sizeBytes })));
}

export function bodyOfPart(ready: Ready, range: { readonly offset: number; readonly lengthBytes: number }): Blob {
  return new Blob(pieces(ready, range));
}

function pieces({ about, file, replace }: Ready, { offset, lengthBytes }: { readonly offset: number; readonly lengthBytes: number }): BlobPart[] {
  const part: UploadPart = { ...about, replace, offset, lengthBytes, ...(file === null ? { folder: true } : {}) };
  const head = new TextEncoder().encode(JSON.stringify(part));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, head.length);
  return [length, head, ...(file === null || lengthBytes === 0 ? [] : [file.slice(offset, offset + lengthBytes)])];
}
