import { Store } from '../../../../components/workbench/store.ts';
import { AtelierError } from '../../../../shared/errors.ts';
import { FilePath } from '../../../../shared/file-path.ts';
import { AutoSave } from '../saving/auto-save.ts';
import type { AutoSaveMode } from '../saving/settings.ts';
import { MemoryDrafts, PlainBuffer } from './buffers.fixture.ts';
import { EditorMemory } from './editor-memory.ts';
import type { FileContent } from './file-content.ts';
import { FileModel } from './file-model.ts';
import { OpenEditors } from './open-editors.ts';

export const path = (name: string): FilePath => FilePath.parse(`/home/ws/${name}`);

/** A disk that follows the ETag rules of features/files/contract.ts, and remembers every text that was written over. */
export class FakeDisk implements FileContent {
  readonly files = new Map<string, { readonly text: string; readonly etag: string }>();
  /** What windows wrote, in order. */
  readonly written: string[] = [];
  reads = 0;
  refuses: 'disk_full' | 'unavailable' | null = null;
  private count = 0;

  /** As a program in the workspace does it. */
  put(at: FilePath, text: string): void {
    this.files.set(at, { text, etag: `"${(this.count += 1)}"` });
  }

  remove(at: FilePath): void {
    this.files.delete(at);
  }

  move(from: FilePath, to: FilePath): void {
    const file = this.files.get(from);
    if (file !== undefined) this.files.set(to, file);
    this.files.delete(from);
  }

  text(at: FilePath): string | null {
    return this.files.get(at)?.text ?? null;
  }

  readonly read: FileContent['read'] = async (at) => {
    this.reads += 1;
    const { text, etag } = this.known(at);
    return { decoded: { kind: 'text', text, encoding: 'utf-8' }, sizeBytes: text.length, etag, readOnly: false };
  };

  readonly write: FileContent['write'] = async (at, { bytes, condition }) => {
    if (this.refuses !== null) throw new AtelierError(this.refuses);
    const known = this.files.get(at);
    if (condition === 'creates' ? known !== undefined : known?.etag !== condition.replaces) throw new AtelierError('changed_since');
    const text = new TextDecoder().decode(bytes);
    this.written.push(text);
    this.put(at, text);
    return this.known(at).etag;
  };

  readonly stat = async (at: FilePath): Promise<{ etag: string; modifiedAtMs: number }> => ({ etag: this.known(at).etag, modifiedAtMs: 1 });

  private known(at: FilePath): { readonly text: string; readonly etag: string } {
    const file = this.files.get(at);
    if (file === undefined) throw new AtelierError('not_found');
    return file;
  }
}

/** A member's window on a disk: what is open in it, saving by itself as set, time standing still until `elapse`. */
export class FakeWindow {
  readonly editors: OpenEditors;
  readonly drafts = new MemoryDrafts();
  readonly mode = new Store<AutoSaveMode>('off');
  readonly autoSave: AutoSave;
  private readonly timers = new Set<() => void>();

  constructor(disk: FakeDisk, storage = new Map<string, string>()) {
    const store = { getItem: (key: string) => storage.get(key) ?? null, setItem: (key: string, value: string) => void storage.set(key, value) };
    this.editors = new OpenEditors({
      memory: new EditorMemory('editors', [store]),
      watch: () => undefined,
      onActive: () => undefined,
      defaultViewer: (of) => (of.endsWith('.png') ? 'image' : null),
      save: async (model) => ((await model.save()) ? model.path : null),
      createModel: (of) => new FileModel({ path: of, content: disk, stat: disk.stat, createBuffer: async ({ text }) => new PlainBuffer(text), drafts: this.drafts, nowMs: () => 0 }),
    });
    this.autoSave = new AutoSave({
      mode: this.mode,
      delayMs: new Store(1000),
      files: this.editors.files,
      save: (model) => model.save(),
      after: (_, callback) => {
        this.timers.add(callback);
        return () => void this.timers.delete(callback);
      },
    });
  }

  async open(at: FilePath, options: { readonly beside?: boolean; readonly preview?: boolean } = {}): Promise<FileModel> {
    this.editors.open(at, { preview: false, ...options });
    await settle();
    return this.model(at);
  }

  model(at: FilePath): FileModel {
    const model = this.editors.find(at);
    if (model === null) throw new Error(`${at} is not open`);
    return model;
  }

  type(at: FilePath, text: string): void {
    this.model(at).buffer.get()?.setText(text);
  }

  text(at: FilePath): string | undefined {
    return this.model(at).buffer.get()?.getText();
  }

  /** What a watcher would tell: look at it. */
  async look(at: FilePath): Promise<void> {
    this.model(at).look();
    await this.model(at).settled();
    await settle();
  }

  /** All that was waiting for its time has happened. */
  async elapse(): Promise<void> {
    const due = [...this.timers];
    this.timers.clear();
    for (const timer of due) timer();
    await settle();
  }
}

/** Reading and writing are chains of promises here; nothing else is waited for. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
