import { Signal } from '../../../../components/workbench/store.ts';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import { AtelierError } from '../../../../shared/errors.ts';
import { FileName, FilePath, joinPath, pathToQuery } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import { filesContract } from '../../../files/contract.ts';

const FOLDER = ['.atelier', 'themes'] as const;
const NAME = /^[^/\0]{1,100}$/u;
const MAX_THEMES = 200;

/** The themes that the member brought: `~/.atelier/themes/<name>.json`, as VS Code's extensions have them. */
export class ThemeFolder {
  /** A theme was brought, or replaced. */
  readonly changed = new Signal<void>();
  private readonly workbench: Workbench;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  /** Their names; none where there is no folder. */
  async names(): Promise<readonly string[]> {
    const names: string[] = [];
    try {
      for await (const entries of await this.client().list({ path: await this.folder() })) {
        for (const { name, kind } of entries) if (kind === 'file' && name.endsWith('.json')) names.push(name.slice(0, -'.json'.length));
      }
    } catch (error) {
      if (fromWireError(error).code !== 'not_found') throw error;
    }
    return names.sort((a, b) => a.localeCompare(b)).slice(0, MAX_THEMES);
  }

  /** The text of a theme; null: there is none of that name, or it cannot be read. */
  async read(name: string): Promise<string | null> {
    if (!NAME.test(name)) return null;
    try {
      const response = await fetch(this.urlOf(joinPath(await this.folder(), `${name}.json`)), { cache: 'no-store' });
      const isSmall = Number(response.headers.get('content-length') ?? 0) <= MAX_BYTES;
      return response.ok && isSmall ? await response.text() : null;
    } catch {
      return null; // nobody answers: the look is there
    }
  }

  /** @throws AtelierError already_exists and what writing files throws */
  async add(name: string, text: string): Promise<void> {
    const home = await this.home();
    let folder = home;
    for (const part of FOLDER) {
      await this.client()
        .createFolder({ folder, name: FileName.parse(part) })
        .catch((error: unknown) => {
          if (fromWireError(error).code !== 'already_exists') throw error;
        });
      folder = joinPath(folder, part);
    }
    const response = await fetch(this.urlOf(joinPath(folder, `${name}.json`)), { method: 'PUT', headers: { 'if-none-match': '*', 'content-type': 'application/octet-stream' }, body: text });
    if (!response.ok) throw new AtelierError(response.status === 412 ? 'already_exists' : 'internal');
    this.changed.emit();
  }

  private client() {
    return this.workbench.connection.procedures('files', filesContract);
  }

  private urlOf(path: FilePath): string {
    return this.workbench.connection.httpUrl(`files/content?path=${pathToQuery(path)}`);
  }

  private async home(): Promise<FilePath> {
    const home = (await this.client().roots()).at(-1);
    if (home === undefined) throw new AtelierError('not_found');
    return FilePath.parse(home.path);
  }

  private async folder(): Promise<FilePath> {
    return FOLDER.reduce(joinPath, await this.home());
  }
}

const MAX_BYTES = 1024 * 1024;
