import { listedPath } from '../../../agent/git/listed-path.ts';
import type { Repository } from '../../../agent/git/repositories.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { FilePath, pathToBytes } from '../../../shared/file-path.ts';
import { SECOND_MS } from '../../../shared/units.ts';
import type { CommitEvent } from '../contract.ts';

const FIELDS = ['--format=@%H%x00%P%x00%ct%x00%an%x00%ae%x00%s'];
const CHANGES: Readonly<Record<string, CommitEvent['change']>> = { A: 'added', M: 'modified', D: 'deleted', R: 'renamed', C: 'added', T: 'modified' };
const MAX_CHARACTERS = 300;
const MAX_DATE_MS = 8.64e15;
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;

export type CommitsOf = { readonly path: FilePath; readonly isFolder: boolean; readonly limit: number; readonly signal?: AbortSignal | undefined };

/** Commits that changed a file, through its renames, or anything in a folder. Newest first; none where there is no commit. */
export async function commitsOf(repository: Repository, { path, isFolder, limit, signal }: CommitsOf): Promise<CommitEvent[]> {
  const { root, look } = repository;
  const isWhole = path === root.path;
  const how = isFolder ? [] : ['--follow', '--name-status', '-M'];
  // A name that is no UTF-8 cannot be an argument: such a file has saves only.
  const name = path.slice(root.path.length + 1);
  if (/[\udc80-\udcff]/.test(name)) return [];
  const args = ['log', '-z', `-${limit}`, '--no-show-signature', '--no-ext-diff', '--no-textconv', ...how, ...FIELDS, 'HEAD', '--', ...(isWhole ? [] : [name])];
  const { exitCode, stdout, stderr } = await look(args, { allowExit: [128], maxOutputBytes: MAX_OUTPUT_BYTES, ...(signal === undefined ? {} : { signal }) });
  if (exitCode === 128) {
    if (/bad revision|unknown revision|ambiguous argument|not a git repository|does not have any commits/.test(stderr)) return [];
    throw new AtelierError('upstream_failed', { detail: stderr.trim().slice(-500) });
  }
  return parse(stdout, { root: FilePath.parse(root.path), path });
}

function parse(output: Buffer, { root, path }: { readonly root: FilePath; readonly path: FilePath }): CommitEvent[] {
  const tokens = output.toString('latin1').split('\0');
  const events: CommitEvent[] = [];
  const fileOf = (name: string): FilePath => listedPath(root, name) ?? path;
  let name = path;
  for (let at = 0; at < tokens.length; ) {
    // With one format the separator ends a commit, with the other it begins what follows.
    const [hash = '', parents = '', seconds = '0', author = '', email = '', subject = ''] = tokens.slice(at, at + 6);
    at += 6;
    if (!/^\n?@[0-9a-f]{40,64}$/.test(hash)) continue;
    let change: CommitEvent['change'] = null;
    let from: FilePath | null = null;
    for (let status = tokens[at]; status?.startsWith('\n') === true && !status.startsWith('\n@'); status = tokens[at]) {
      const letter = status[1] ?? '';
      const isTwo = letter === 'R' || letter === 'C';
      change = CHANGES[letter] ?? 'modified';
      if (isTwo) from = fileOf(tokens[at + 1] ?? '');
      name = fileOf(tokens[at + (isTwo ? 2 : 1)] ?? '');
      at += isTwo ? 3 : 2;
    }
    const atMs = Number(seconds) * SECOND_MS;
    events.push({ kind: 'commit', hash: hash.replace(/^\n?@/, ''), root, path: name, from, change, parent: parents.split(' ')[0] || null, atMs: Math.abs(atMs) <= MAX_DATE_MS ? atMs : 0, subject: text(subject), authorName: text(author), authorEmail: text(email) });
    if (from !== null) name = from;
  }
  return events;
}

function text(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8').slice(0, MAX_CHARACTERS);
}

/** A file as a commit has it. @throws AtelierError not_found: the commit has none of that name; too_large */
export async function fileOfCommit(repository: Repository, { hash, path, maxBytes }: { readonly hash: string; readonly path: FilePath; readonly maxBytes: number }): Promise<Buffer> {
  const name = Buffer.from(pathToBytes(path.slice(repository.root.path.length + 1)));
  const asked = Buffer.concat([Buffer.from(`${hash}:`), name, Buffer.from([0])]);
  const { stdout } = await repository.look(['cat-file', '--batch', '-z'], { input: asked, maxOutputBytes: maxBytes + 200 });
  const head = stdout.subarray(0, stdout.indexOf('\n')).toString('latin1');
  const [, bytes] = /^[0-9a-f]+ blob (\d+)$/.exec(head) ?? [];
  if (bytes === undefined) throw new AtelierError('not_found');
  return stdout.subarray(head.length + 1, head.length + 1 + Number(bytes));
}
