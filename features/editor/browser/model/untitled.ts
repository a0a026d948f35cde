import { FilePath } from '../../../../shared/file-path.ts';
import type { StatFile } from './disk-version.ts';
import type { FileContent } from './file-content.ts';

/** Texts that are in no file yet go by names below this: nobody can make a folder there. */
const FOLDER = '/.untitled/';
const ETAG = 'untitled';

export function untitledPath(number: number): FilePath {
  return FilePath.parse(`${FOLDER}${number}`);
}

/** Which untitled text it is, from 1; null: it is a file. */
export function untitledNumber(path: string): number | null {
  return path.startsWith(FOLDER) ? Number(path.slice(FOLDER.length)) : null;
}

export const isUntitled = (path: string): boolean => untitledNumber(path) !== null;

/** An empty text that is never written: saving it asks for a name first. */
export const untitledContent: FileContent = {
  read: async () => ({ decoded: { kind: 'text', text: '', encoding: 'utf-8' }, sizeBytes: 0, etag: ETAG, readOnly: false }),
  write: async () => {
    throw new Error('an untitled text has no file');
  },
};

export const untitledStat: StatFile = async () => ({ etag: ETAG, modifiedAtMs: 0 });
