import { diffInput, type DiffParams } from '../../../components/workbench/editors/editors.ts';
import type { TextRef, TextSource } from '../../../components/workbench/editors/text-sources.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import type { ChangedFile } from '../contract.ts';
import type { GitSession } from './git-session.ts';

export const GIT = 'git';
const FILE = 'file';
/** A side that has no such file. */
const NONE = 'none';

/** Texts as git has them: `HEAD`, `index`, `base`, `ours`, `theirs`, a commit or a whole ref. */
export function gitTexts(session: GitSession): TextSource {
  return {
    source: GIT,
    read: async ({ path, version = 'HEAD' }, signal) => (version === NONE ? null : (await session.client.text({ path, revision: version }, { signal })).text),
    label: ({ version = 'HEAD' }) => {
      const t = session.words.get()?.t;
      if (version === NONE) return t?.('texts.none') ?? '';
      if (version === 'HEAD' || version === 'index' || version === 'base' || version === 'ours' || version === 'theirs') return t?.(`texts.${version}`) ?? version;
      return /^[0-9a-f]{40,64}$/.test(version) ? version.slice(0, 7) : version.replace(/^refs\/(heads|tags|remotes)\//, '');
    },
  };
}

export function gitText(path: FilePath, version: string): TextRef {
  return { source: GIT, path, version };
}

/** What is compared when a changed file is chosen; null: it has only one side, and is opened itself. */
export function diffOf(change: ChangedFile, side: 'staged' | 'unstaged'): DiffParams | null {
  const { path, from } = change;
  if (side === 'staged') {
    const left = change.staged === 'added' ? gitText(path, NONE) : gitText(from ?? path, 'HEAD');
    return { left, right: gitText(path, change.staged === 'deleted' ? NONE : 'index') };
  }
  if (change.unstaged === 'untracked') return null;
  return { left: gitText(path, 'index'), right: change.unstaged === 'deleted' ? gitText(path, NONE) : { source: FILE, path } };
}

/** Shows what changed in a file, or the file when all of it is new. */
export function openChange({ workbench }: GitSession, change: ChangedFile, { side, preview = true }: { readonly side: 'staged' | 'unstaged'; readonly preview?: boolean }): void {
  if (change.conflict !== null) {
    workbench.editors.open.emit({ input: mergeInput(change.path), preview: false });
    return;
  }
  const params = diffOf(change, side);
  if (params === null) workbench.files.open.emit({ path: change.path, preview });
  else workbench.editors.open.emit({ input: diffInput(params), preview });
  workbench.layout.showEditor();
}

export const MERGE = 'merge';

export function mergeInput(path: FilePath) {
  return { kind: MERGE, key: path, params: { path } };
}
