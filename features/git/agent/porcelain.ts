import { bytesToPath, FilePath } from '../../../shared/file-path.ts';
import type { ChangedFile, ChangeKind, ConflictKind } from '../contract.ts';

export type PorcelainChange = ChangedFile & { readonly isSubmodule: boolean };
export type Porcelain = { readonly branch: string | null; readonly head: string | null; readonly changes: readonly PorcelainChange[] };

const CONFLICTS: Readonly<Record<string, ConflictKind>> = { UU: 'both_modified', AA: 'both_added', DD: 'both_deleted', AU: 'added_by_us', UA: 'added_by_them', DU: 'deleted_by_us', UD: 'deleted_by_them' };

/**
 * What `git status --porcelain=v2 -z --branch` printed. Names are bytes, with no quoting: newlines, quotes and leading
 * dashes are part of them. A name that is no path of ours is left out.
 */
export function parsePorcelain(output: Buffer, root: string): Porcelain {
  const records = output.toString('latin1').split('\0');
  const changes: PorcelainChange[] = [];
  let branch: string | null = null;
  let head: string | null = null;
  const add = (bytes: string, about: Omit<PorcelainChange, 'path' | 'from'>, fromBytes?: string): void => {
    const path = toPath(root, bytes);
    if (path !== null) changes.push({ path, from: fromBytes === undefined ? null : toPath(root, fromBytes), ...about });
  };
  for (let at = 0; at < records.length; at += 1) {
    const record = records[at] ?? '';
    const [type = '', state = '', submodule = ''] = record.split(' ', 3);
    const isSubmodule = submodule.startsWith('S');
    if (record.startsWith('# branch.head ')) branch = headOf(record.slice('# branch.head '.length));
    else if (record.startsWith('# branch.oid ')) head = record.endsWith('(initial)') ? null : record.slice('# branch.oid '.length);
    else if (type === '1') add(afterFields(record, 8), { ...statesOf(state), isSubmodule });
    else if (type === '2') add(afterFields(record, 9), { ...statesOf(state), isSubmodule }, records[++at] ?? '');
    else if (type === 'u') add(afterFields(record, 10), { kind: 'conflicted', staged: null, unstaged: null, conflict: CONFLICTS[state] ?? 'both_modified', isSubmodule });
    else if (type === '?') add(record.slice(2), { kind: 'untracked', staged: null, unstaged: 'untracked', conflict: null, isSubmodule: false });
  }
  return { branch, head, changes };
}

/** The path of a name as git prints it, latin1 characters for its bytes; null when it is none of ours. */
export function toPath(root: string, bytes: string): FilePath | null {
  const name = isAscii(bytes) ? bytes : bytesToPath(Buffer.from(bytes, 'latin1'));
  const parsed = FilePath.safeParse(`${root}/${name.replace(/\/$/, '')}`);
  return parsed.success ? parsed.data : null;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

function headOf(name: string): string | null {
  return name === '(detached)' ? null : Buffer.from(name, 'latin1').toString('utf8');
}

/** What follows so many fields: a path, spaces and all. */
function afterFields(record: string, count: number): string {
  let at = 0;
  for (let field = 0; field < count; field += 1) at = record.indexOf(' ', at) + 1;
  return record.slice(at);
}

function statesOf(state: string): Pick<ChangedFile, 'kind' | 'staged' | 'unstaged' | 'conflict'> {
  const [index = '.', work = '.'] = state;
  const staged = stateOf(index);
  const unstaged = stateOf(work);
  return { kind: kindOf(staged, unstaged), staged, unstaged, conflict: null };
}

function stateOf(letter: string): 'added' | 'modified' | 'deleted' | 'renamed' | null {
  if (letter === '.') return null;
  if (letter === 'A' || letter === 'C') return 'added';
  if (letter === 'D') return 'deleted';
  return letter === 'R' ? 'renamed' : 'modified';
}

function kindOf(staged: ChangedFile['staged'], unstaged: ChangedFile['unstaged']): ChangeKind {
  if (unstaged === 'deleted' || (staged === 'deleted' && unstaged === null)) return 'deleted';
  if (staged === 'renamed' || unstaged === 'renamed') return 'renamed';
  return staged === 'added' || unstaged === 'added' ? 'added' : 'modified';
}
