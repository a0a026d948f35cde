import type { Settings } from '../../../../components/workbench/settings/settings.ts';
import type { FilePath } from '../../../../shared/file-path.ts';
import { encodingByCode } from '../model/encodings.ts';
import type { Encoding } from '../model/text-codec.ts';
import { encoding } from './settings.ts';

/** `files.encoding`; undefined while it is UTF-8, which shows by itself in a file's bytes, as does that they are none. */
export function defaultEncoding(settings: Settings, path: FilePath): Encoding | undefined {
  const known = encodingByCode(settings.get(encoding, { path }));
  return known === null || known.name.startsWith('utf-8') ? undefined : known.name;
}
