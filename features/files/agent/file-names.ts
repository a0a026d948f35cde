import { isAscii, isUtf8 } from 'node:buffer';

import { bytesToPath, pathToBytes } from '../../../shared/file-path.ts';

/** A path as the system calls take it: bytes, whatever the name. */
export function toBytes(path: string): Buffer {
  return hasSurrogate(path) ? Buffer.from(pathToBytes(path)) : Buffer.from(path, 'utf8');
}

/** A name as the system calls give it. Names that are valid UTF-8, all but a few, take the fast way. */
export function fromBytes(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : bytesToPath(bytes);
}

export function childBytes(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, SEPARATOR, name]);
}

export function parentBytes(path: Buffer): Buffer {
  return path.subarray(0, Math.max(1, path.lastIndexOf(SEPARATOR)));
}

export function baseBytes(path: Buffer): Buffer {
  return path.subarray(path.lastIndexOf(SEPARATOR) + 1);
}

const SEPARATOR = Buffer.from('/');

function hasSurrogate(path: string): boolean {
  return /[\ud800-\udfff]/.test(path);
}
