import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { AtelierError } from '../../shared/errors.ts';
import type { TemplateView } from '../../shared/owner-projects.ts';
import type { TemplateId } from '../../shared/projects.ts';

/** Their READMEs say the same commands. */
export const TEMPLATES: readonly TemplateView[] = [
  { id: 'python-api', kind: 'api', image: 'base', command: './run.sh' },
  { id: 'node-websocket', kind: 'service', image: 'base', command: 'npm install && npm start' },
  { id: 'react-interface', kind: 'interface', image: 'base', command: 'npm install && npm run dev' },
  { id: 'cpp-library', kind: 'library', image: 'base', command: 'make test' },
  { id: 'rust-crate', kind: 'library', image: 'full', command: 'cargo test' },
  { id: 'php-site', kind: 'interface', image: 'base', command: 'php -S 0.0.0.0:8080 -t public' },
];

export type TemplateFile = { readonly path: string; readonly content: Buffer; readonly executable: boolean };

const EXECUTABLE_BITS = 0o111;

/**
 * The files of `<folder>/<id>/`, by path.
 * @param folder `workspace-templates/` of this program
 * @throws AtelierError not_found
 */
export async function readTemplate(folder: string, id: TemplateId): Promise<TemplateFile[]> {
  const from = join(folder, id);
  const files: TemplateFile[] = [];
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.push({ path: file.slice(from.length + 1), content: await readFile(file), executable: ((await stat(file)).mode & EXECUTABLE_BITS) !== 0 });
  }
  if (files.length === 0) throw new AtelierError('not_found', { what: 'template' });
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
