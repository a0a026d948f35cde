import type { Workbench } from '../../../../../components/workbench/workbench.ts';
import { FilePath, joinPath, pathToQuery } from '../../../../../shared/file-path.ts';
import { filesContract } from '../../../../files/contract.ts';
import { MAX_SNIPPET_FILE_BYTES, parseSnippets, type Snippet } from './parse-snippets.ts';

const BELIEVED_MS = 15_000;
const MAX_FILES = 50;

/** `<root>/.vscode/*.code-snippets` for the files of a root; `~/.atelier/snippets` for all: `*.code-snippets` and `<language>.json`. */
export class SnippetFiles {
  private readonly workbench: Workbench;
  private readonly read = new Map<string, { readonly atMs: number; readonly snippets: Promise<readonly Snippet[]> }>();

  constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  /** Those that apply to a file. Never fails: what cannot be read has none. */
  async for(path: FilePath, language: string): Promise<readonly Snippet[]> {
    const roots = await this.client().roots().catch(() => []);
    const home = roots.at(-1)?.path;
    const folders = [
      ...roots.filter((root) => path.startsWith(`${root.path}/`)).map((root) => joinPath(FilePath.parse(root.path), '.vscode')),
      ...(home === undefined ? [] : [joinPath(joinPath(FilePath.parse(home), '.atelier'), 'snippets')]),
    ];
    const snippets = (await Promise.all(folders.map((folder) => this.in(folder)))).flat();
    return snippets.filter(({ languages }) => languages === null || languages.includes(language));
  }

  private in(folder: FilePath): Promise<readonly Snippet[]> {
    const known = this.read.get(folder);
    if (known !== undefined && performance.now() - known.atMs < BELIEVED_MS) return known.snippets;
    // No such folder, or nobody answers.
    const snippets = this.readFolder(folder).catch(() => []);
    this.read.set(folder, { atMs: performance.now(), snippets });
    return snippets;
  }

  private async readFolder(folder: FilePath): Promise<readonly Snippet[]> {
    const isOwn = folder.endsWith('/.atelier/snippets');
    const names: string[] = [];
    for await (const entries of await this.client().list({ path: folder })) {
      for (const { name, kind } of entries) if (kind === 'file' && (name.endsWith('.code-snippets') || (isOwn && name.endsWith('.json')))) names.push(name);
    }
    const texts = await Promise.all(names.slice(0, MAX_FILES).map(async (name) => ({ name, text: await this.text(joinPath(folder, name)) })));
    return texts.flatMap(({ name, text }) => parseSnippets(text, name.endsWith('.json') ? name.slice(0, -'.json'.length) : null) ?? []);
  }

  private async text(path: FilePath): Promise<string> {
    const response = await fetch(this.workbench.connection.httpUrl(`files/content?path=${pathToQuery(path)}`), { cache: 'no-store' });
    return response.ok && Number(response.headers.get('content-length') ?? 0) <= MAX_SNIPPET_FILE_BYTES ? response.text() : '';
  }

  private client() {
    return this.workbench.connection.procedures('files', filesContract);
  }
}
