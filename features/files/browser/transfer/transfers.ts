import type { FileTarget } from '../../../../components/workbench/menus.ts';
import { Signal, Store } from '../../../../components/workbench/store.ts';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import { AtelierError } from '../../../../shared/errors.ts';
import { baseName, FilePath, pathToQuery } from '../../../../shared/file-path.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import { MAX_ARCHIVE_PATHS } from '../../contract.ts';
import type { FilesClient } from '../tree/tree-controller.ts';
import { entriesOfDrop, entriesOfFiles } from './read-entries.ts';
import type { UploadJob } from './upload-job.ts';
import type { UploadEntry } from './upload-state.ts';

export type TransfersDeps = { readonly workbench: Workbench; readonly client: FilesClient };
export type RunningUpload = { readonly id: number; readonly folder: FilePath; readonly job: UploadJob };

/** An address has an end; the server takes 16 kB of head. */
const MAX_QUERY_CHARACTERS = 12_000;

/** Files that come from the member's computer and go to it. `dispose()` ends what is under way. */
export class Transfers {
  readonly uploads = new Store<readonly RunningUpload[]>([]);
  readonly problems = new Signal<{ readonly name: FilePath; readonly error: AtelierError }>();
  /** Whose failures are looked at. */
  readonly examined = new Store<RunningUpload | null>(null);
  /** What is there now, and went well. */
  readonly finished = new Signal<{ readonly folder: FilePath; readonly files: number; readonly skipped: number; readonly cancelled: boolean; readonly names: readonly string[] }>();
  /** Whether the member may at all: else nothing of this shows. */
  readonly allowed: boolean;
  private readonly deps: TransfersDeps;
  private nextId = 1;

  constructor(deps: TransfersDeps) {
    this.deps = deps;
    this.allowed = deps.workbench.capabilities.has('transfer');
  }

  /** @returns as `BringFiles` does */
  drop(transfer: DataTransfer, folder: FilePath): Promise<readonly FilePath[]> {
    return this.upload(entriesOfDrop(transfer), folder);
  }

  /** Lets the member choose, files or one folder. Must be called while a press or key is being handled. */
  choose(folder: FilePath, what: 'files' | 'folder'): void {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.webkitdirectory = what === 'folder';
    input.addEventListener('change', () => {
      if (input.files !== null && input.files.length > 0) void this.upload(entriesOfFiles(input.files), folder);
    });
    input.click();
  }

  /** Resolves when it is over, with what is there of it. */
  async upload(entries: AsyncIterable<UploadEntry>, folder: FilePath): Promise<readonly FilePath[]> {
    const { client, workbench } = this.deps;
    const { connection } = workbench;
    try {
      const [{ UploadJob: Job }, { sendTo }] = await Promise.all([import('./upload-job.ts'), import('./send-body.ts')]);
      const job = new Job({
        entries,
        look: (files) => client.lookAt({ folder, files: [...files] }),
        forget: async (files) => void (await client.forgetUpload({ folder, files: [...files] })),
        send: sendTo(connection.httpUrl(`files/upload?folder=${pathToQuery(folder)}`)),
        whenOpen: (signal) => connection.whenOpen(signal),
        pause,
      });
      const upload: RunningUpload = { id: this.nextId, folder, job };
      this.nextId += 1;
      this.uploads.update((uploads) => [...uploads, upload]);
      await job.over;
      this.tell(upload);
      return arrived(upload);
    } catch (error) {
      this.problems.emit({ name: folder, error: fromWireError(error) }); // the code of uploads did not load
      return [];
    }
  }

  /** Ends one that is under way, and takes away one that is over. */
  end(upload: RunningUpload): void {
    if (upload.job.state.get().phase === 'over') this.take(upload);
    else upload.job.cancel();
  }

  /** Whether something would be lost if the page were left now. */
  get isBusy(): boolean {
    return this.uploads.get().some(({ job }) => job.state.get().phase !== 'over');
  }

  /** One file as it is; else, or with a format, an archive. The browser shows how far it is. */
  async download(targets: readonly FileTarget[], format: 'zip' | 'tar.gz' | null): Promise<void> {
    const [first] = targets;
    if (first === undefined) return;
    const name = displayName(baseName(first.path)) || 'files';
    try {
      // An error of the download itself would be a file that says so.
      const stat = await this.deps.client.stat({ path: first.path });
      const isPlain = format === null && targets.length === 1 && stat.kind !== 'folder' && first.kind === 'file';
      if (isPlain && stat.etag === null) throw new AtelierError('not_a_file');
      const paths = targets.map(({ path }) => `path=${pathToQuery(path)}`).join('&');
      if (targets.length > MAX_ARCHIVE_PATHS || paths.length > MAX_QUERY_CHARACTERS) throw new AtelierError('too_large', { maxPaths: MAX_ARCHIVE_PATHS });
      const kind = format ?? 'zip';
      this.save(isPlain ? `files/download?${paths}` : `files/archive?format=${kind}&${paths}`, isPlain ? name : `${name}.${kind}`);
    } catch (error) {
      this.problems.emit({ name: first.path, error: fromWireError(error) });
    }
  }

  dispose(): void {
    for (const { job } of this.uploads.get()) job.cancel();
  }

  private tell(upload: RunningUpload): void {
    const { filesDone, skipped, cancelled, failures, names } = upload.job.state.get();
    if (failures.length === 0 || cancelled) this.take(upload);
    if (filesDone > 0 || cancelled) this.finished.emit({ folder: upload.folder, files: filesDone, skipped, cancelled, names });
  }

  private take(upload: RunningUpload): void {
    if (this.examined.get() === upload) this.examined.set(null);
    this.uploads.update((uploads) => uploads.filter((other) => other !== upload));
  }

  private save(path: string, name: string): void {
    const link = document.createElement('a');
    link.href = this.deps.workbench.connection.httpUrl(path);
    link.download = name;
    link.click();
  }
}

function arrived({ folder, job }: RunningUpload): readonly FilePath[] {
  const { cancelled, failures, names } = job.state.get();
  const missing = new Set(failures.map(({ path }) => path));
  // One failure without a name is that of all.
  if (cancelled || missing.has('')) return [];
  return names.flatMap((name) => (missing.has(name) ? [] : (FilePath.safeParse(folder === '/' ? `/${name}` : `${folder}/${name}`).data ?? [])));
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
