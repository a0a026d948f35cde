import { randomBytes } from 'node:crypto';

import { childBytes } from './file-names.ts';

const PREFIX = Buffer.from('.atelier-save-');

/** A hidden name in the same folder: a rename from it is atomic. Short, since a name may have 255 bytes already. */
export function temporaryBeside(folder: Buffer): Buffer {
  return childBytes(folder, Buffer.concat([PREFIX, Buffer.from(randomBytes(8).toString('hex'))]));
}

/** Half-written files are nobody's business: neither listed nor watched. */
export function isTemporary(name: Buffer): boolean {
  return name.length === PREFIX.length + 16 && name.subarray(0, PREFIX.length).equals(PREFIX);
}
