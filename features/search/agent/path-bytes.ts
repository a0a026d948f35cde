import { isAscii, isUtf8 } from 'node:buffer';

import { bytesToPath, FilePath } from '../../../shared/file-path.ts';

/** A path as a program printed it; null when it is none that travels (too long). */
export function pathOf(bytes: Buffer): FilePath | null {
  const text = isAscii(bytes) ? bytes.toString('latin1') : isUtf8(bytes) ? bytes.toString('utf8') : bytesToPath(bytes);
  return FilePath.safeParse(text).data ?? null;
}
