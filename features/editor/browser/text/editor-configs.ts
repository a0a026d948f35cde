import { type FilePath, joinPath, parentPath, pathToQuery } from '../../../../shared/file-path.ts';
import type { EditorConfig, EditorConfigFile } from './editor-config.ts';

export const EDITOR_CONFIG = '.editorconfig';
/** So long what was read, or was not there, is believed: a file is opened with several questions at once. */
const BELIEVED_MS = 10_000;
const NONE: EditorConfig = {};
const MAX_DEPTH = 24;
const MAX_BYTES = 100_000;

export type EditorConfigsDeps = {
  /** @throws AtelierError not_found, … */
  readonly stat: (path: FilePath) => Promise<{ readonly kind: string; readonly sizeBytes: number }>;
  /** Absolute address of an endpoint of the agent. */
  readonly urlOf: (endpoint: string) => string;
  readonly nowMs: () => number;
};

/** The `.editorconfig` files above a file, read when one is asked for. */
export class EditorConfigs {
  private readonly deps: EditorConfigsDeps;
  private readonly read = new Map<FilePath, { readonly atMs: number; readonly text: Promise<string | null> }>();

  constructor(deps: EditorConfigsDeps) {
    this.deps = deps;
  }

  /** Never fails: what cannot be read says nothing. */
  async of(path: FilePath): Promise<EditorConfig> {
    const files = await Promise.all(foldersAbove(path).map(async (folder) => ({ folder, text: await this.textIn(folder) })));
    const found = files.filter((file): file is EditorConfigFile => file.text !== null);
    if (found.length === 0) return NONE;
    // What reads patterns is fetched where there are some; without it they say nothing.
    const reader = await import('./editor-config.ts').catch(() => null);
    return reader?.editorConfigOf(path, found) ?? NONE;
  }

  /** Some `.editorconfig` was saved: it is read again when it is next wanted. */
  changed(path: FilePath): void {
    this.read.delete(parentPath(path));
  }

  private textIn(folder: FilePath): Promise<string | null> {
    const known = this.read.get(folder);
    if (known !== undefined && this.deps.nowMs() - known.atMs < BELIEVED_MS) return known.text;
    // Not there, or nobody answers: indentation is not worth a question.
    const text = this.fetch(joinPath(folder, EDITOR_CONFIG)).catch(() => null);
    this.read.set(folder, { atMs: this.deps.nowMs(), text });
    return text;
  }

  private async fetch(path: FilePath): Promise<string | null> {
    const { kind, sizeBytes } = await this.deps.stat(path);
    if ((kind !== 'file' && kind !== 'link') || sizeBytes > MAX_BYTES) return null;
    const response = await fetch(this.deps.urlOf(`files/content?path=${pathToQuery(path)}`), { cache: 'no-store' });
    return response.ok ? response.text() : null;
  }
}

/** Nearest first. */
function foldersAbove(path: FilePath): readonly FilePath[] {
  const folders: FilePath[] = [];
  for (let folder = parentPath(path); folders.length < MAX_DEPTH; folder = parentPath(folder)) {
    folders.push(folder);
    if (folder === '/') break;
  }
  return folders;
}
