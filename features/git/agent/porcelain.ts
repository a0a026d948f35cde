import { bytesToPath, FilePath } from '../../../shared/file-path.ts';
import type { ChangedFile, ChangeKind } from '../contract.ts';

export type Porcelain = { readonly branch: string | null; readonly hasCommits: boolean; readonly changes: readonly ChangedFile[] };

/**
 * What `git status --porcelain=v2 -z --branch` printed. Names are bytes, with no quoting: newlines, quotes and leading
 * dashes are part of them. A name that is no path of ours is left out.
 */
export function parsePorcelain(output: Buffer, root: string): Porcelain {
  const records = output.toString('latin1').split('\0');
  const changes: ChangedFile[] = [];
  let branch: string | null = null;
  let hasCommits = false;
  const pathOf = (bytes: string): FilePath | null => {
    const parsed = FilePath.safeParse(`${root}/${bytesToPath(Buffer.from(bytes, 'latin1')).replace(/\/$/, '')}`);
    return parsed.success ? parsed.data : null;
  };
  const add = (bytes: string, kind: ChangeKind, fromBytes?: string): void => {
    const path = pathOf(bytes);
    if (path !== null) changes.push({ path, kind, from: fromBytes === undefined ? null : pathOf(fromBytes) });
  };
  for (let at = 0; at < records.length; at += 1) {
    const record = records[at] ?? '';
    const [type = '', state = ''] = record.split(' ', 2);
    if (record.startsWith('# branch.head ')) branch = headOf(record.slice('# branch.head '.length));
    else if (record.startsWith('# branch.oid ')) hasCommits = !record.endsWith('(initial)');
    else if (type === '1') add(afterFields(record, 8), kindOf(state));
    else if (type === '2') add(afterFields(record, 9), 'renamed', records[++at] ?? '');
    else if (type === 'u') add(afterFields(record, 10), 'conflicted');
    else if (type === '?') add(record.slice(2), 'untracked');
  }
  return { branch, hasCommits, changes };
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

function kindOf(state: string): ChangeKind {
  const [index = '.', work = '.'] = state;
  if (work === 'D' || (index === 'D' && work === '.')) return 'deleted';
  return index === 'A' || work === 'A' ? 'added' : 'modified';
}
