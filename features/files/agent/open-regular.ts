import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';

import { AtelierError } from '../../../shared/errors.ts';
import { withFileErrors } from './system-errors.ts';

/**
 * A regular file, open for reading; the caller closes it. Never waits (abuse case A25): what it is, is looked at
 * before, since opening a device can do something, and after, since it may have been exchanged in between;
 * O_NONBLOCK keeps a FIFO from waiting for its other end.
 * @throws AtelierError not_found, not_a_file, forbidden
 */
export async function openRegular(path: Buffer): Promise<FileHandle> {
  return withFileErrors('read', async () => {
    if (!(await stat(path)).isFile()) throw new AtelierError('not_a_file');
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      if (!(await handle.stat()).isFile()) throw new AtelierError('not_a_file');
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  });
}
