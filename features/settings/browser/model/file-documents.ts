import type { ContractRouterClient } from '@orpc/contract';

import { Store } from '../../../../components/workbench/store.ts';
import { WatchSet } from '../../../../components/workbench/connection/watch-set.ts';
import type { WorkspaceConnection } from '../../../../components/workbench/connection/workspace-connection.ts';
import { AtelierError, isAtelier, isErrorCode } from '../../../../shared/errors.ts';
import { baseName, FileName, type FilePath, parentPath, pathToQuery } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import type { FileChange, filesContract } from '../../../files/contract.ts';
import { MAX_DOCUMENT_BYTES } from '../../contract.ts';

/** `etag` null: there is no such file. `tooLarge`: it was not read. */
export type FileDocument = { readonly text: string; readonly etag: string | null; readonly tooLarge: boolean };

export type FileDocumentsDeps = {
  readonly connection: Pick<WorkspaceConnection, 'resuming'>;
  readonly client: Pick<ContractRouterClient<typeof filesContract>, 'stat' | 'createFolder' | 'watch'>;
  /** Absolute address of an endpoint of the agent. */
  readonly urlOf: (endpoint: string) => string;
  readonly fetch: typeof fetch;
  readonly onError: (error: unknown) => void;
};

const MAX_TRIES = 4;

/** Small text files of the workspace, followed as they change on disk. */
export class FileDocuments {
  readonly current = new Store<ReadonlyMap<FilePath, FileDocument>>(new Map());
  private readonly deps: FileDocumentsDeps;
  private readonly watching: WatchSet<FileChange, FilePath>;
  private readonly newest = new Map<FilePath, number>();
  private asked = 0;
  private paths: readonly FilePath[] = [];

  constructor(deps: FileDocumentsDeps) {
    this.deps = deps;
    this.watching = new WatchSet({
      connection: deps.connection,
      watch: (paths, signal) => deps.client.watch({ paths }, { signal }),
      isReady: (event) => event.type === 'ready',
      // Each path is told once at first: reading begins with that.
      onEvent: (event) => this.refresh('path' in event ? [event.path] : this.paths),
      onMissed: () => this.refresh(this.paths),
      onError: deps.onError,
    });
  }

  follow(paths: readonly FilePath[]): void {
    this.paths = paths;
    this.watching.set(new Set(paths));
  }

  /**
   * Writes what `change` makes of the file; of the newer one when somebody was faster. The folders above it are made.
   * @throws AtelierError what `change` throws, read_only, disk_full, changed_since (again and again), unavailable, …
   */
  async change(path: FilePath, change: (text: string) => string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const present = await this.read(path);
      if (present.tooLarge) throw new AtelierError('too_large', { maxBytes: MAX_DOCUMENT_BYTES });
      try {
        if (present.etag === null) await this.makeFolder(parentPath(path));
        const text = change(present.text);
        await this.put(path, text, present.etag);
        // Somebody may have written it again before the answer was here.
        await this.look(path);
        return;
      } catch (error) {
        if (!isAtelier(error, 'changed_since') || attempt === MAX_TRIES) throw error;
      }
    }
  }

  dispose(): void {
    this.watching.dispose();
  }

  private refresh(paths: readonly FilePath[]): void {
    for (const path of paths) void this.look(path).catch(this.deps.onError);
  }

  private async look(path: FilePath): Promise<void> {
    this.asked += 1;
    const { asked } = this;
    this.newest.set(path, asked);
    const document = await this.read(path);
    // The older of two answers may come later.
    if (this.newest.get(path) === asked) this.keep(path, document);
  }

  private keep(path: FilePath, document: FileDocument): void {
    const known = this.current.get().get(path);
    if (known !== undefined && known.etag === document.etag && known.tooLarge === document.tooLarge) return;
    this.current.set(new Map(this.current.get()).set(path, document));
  }

  private async read(path: FilePath): Promise<FileDocument> {
    const { client, fetch: ask, urlOf } = this.deps;
    try {
      const stat = await client.stat({ path });
      // A folder of that name, a pipe, a file of a gigabyte: none is settings, and none is read.
      if (stat.etag === null || stat.sizeBytes > MAX_DOCUMENT_BYTES) return { text: '', etag: stat.etag, tooLarge: stat.etag !== null };
      const response = await checked(ask(urlOf(`files/content?path=${pathToQuery(path)}`), { cache: 'no-store' }));
      return { text: await response.text(), etag: response.headers.get('etag'), tooLarge: false };
    } catch (error) {
      const failure = fromWireError(error);
      if (['not_found', 'not_a_file', 'not_a_folder'].includes(failure.code)) return { text: '', etag: null, tooLarge: false };
      throw failure;
    }
  }

  private async put(path: FilePath, text: string, etag: string | null): Promise<void> {
    const condition: Record<string, string> = etag === null ? { 'if-none-match': '*' } : { 'if-match': etag };
    const headers = { ...condition, 'content-type': 'application/octet-stream' };
    await checked(this.deps.fetch(this.deps.urlOf(`files/content?path=${pathToQuery(path)}`), { method: 'PUT', headers, body: text }));
  }

  private async makeFolder(folder: FilePath): Promise<void> {
    const { client } = this.deps;
    const make = (): Promise<unknown> => client.createFolder({ folder: parentPath(folder), name: FileName.parse(baseName(folder)) });
    try {
      await make();
    } catch (error) {
      const { code } = fromWireError(error);
      if (code === 'already_exists') return;
      if (code !== 'not_found') throw error;
      await this.makeFolder(parentPath(folder));
      await make();
    }
  }
}

async function checked(pending: Promise<Response>): Promise<Response> {
  const response = await pending.catch((error: unknown) => {
    throw new AtelierError('unavailable', {}, { cause: error });
  });
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  const code = typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string' ? body.code : '';
  throw new AtelierError(isErrorCode(code) ? code : 'internal');
}
