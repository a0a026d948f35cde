import { listedPath } from '../../../agent/git/listed-path.ts';
import type { Repository } from '../../../agent/git/repositories.ts';
import { resolveCommit } from '../../../agent/git/revision.ts';
import { isAtelier } from '../../../shared/errors.ts';
import { MAX_FILES, type CommitDetails, type CommitFile, type CommitPlace } from '../contract.ts';
import { asText, atMsOf } from './git-text.ts';

const FORMAT = '--format=%H%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%s%x00%b%x00';
const FIELDS = 10;
const PLAIN = ['--no-show-signature', '--no-ext-diff', '--no-textconv', '--no-color'];
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const CHANGES: Readonly<Record<string, CommitFile['change']>> = { A: 'added', D: 'deleted', R: 'renamed', C: 'added' };
const SHOWN_BRANCHES = 10;

/** @throws AtelierError not_found */
export async function readCommit({ look, root }: Repository, asked: string): Promise<CommitDetails> {
  const hash = await resolveCommit(look, asked);
  const { stdout } = await look(['show', '-z', '--raw', '--numstat', '--no-abbrev', '-M', '--root', '-m', '--first-parent', ...PLAIN, FORMAT, '--end-of-options', hash, '--'], { maxOutputBytes: MAX_OUTPUT_BYTES });
  const tokens = stdout.toString('latin1').split('\0');
  const [, parents = '', author = '', email = '', authored = '', committer = '', committerEmail = '', committed = '', subject = '', body = ''] = tokens.slice(0, FIELDS);
  const files = parseFiles(tokens.slice(FIELDS), root.path);
  return {
    hash,
    parents: await subjectsOf(look, parents.split(' ').filter((parent) => parent !== '')),
    author: { name: asText(author), email: asText(email), atMs: atMsOf(authored) },
    committer: { name: asText(committer), email: asText(committerEmail), atMs: atMsOf(committed) },
    subject: asText(subject, 2000),
    body: asText(body, 20_000).trim(),
    files: files.slice(0, MAX_FILES),
    fileCount: files.length,
  };
}

async function subjectsOf(look: Repository['look'], hashes: readonly string[]): Promise<CommitDetails['parents']> {
  if (hashes.length === 0) return [];
  // Of a shallow copy the parents are not here.
  const { exitCode, stdout } = await look(['log', '-z', '--no-walk=unsorted', ...PLAIN, '--format=%H%x00%s', '--end-of-options', ...hashes, '--'], { allowExit: [128] });
  const tokens = stdout.toString('latin1').split('\0');
  return hashes.map((hash) => ({ hash, subject: exitCode === 0 ? asText(tokens[tokens.indexOf(hash) + 1] ?? '', 300) : '' }));
}

/** What `--raw --numstat -z` printed: first what happened to each file, then its lines, in the same order. */
export function parseFiles(tokens: readonly string[], root: string): CommitFile[] {
  const files: CommitFile[] = [];
  const byPath = new Map<string, number>();
  for (let at = 0; at < tokens.length; ) {
    const token = (tokens[at] ?? '').replace(/^\n+/, '');
    at += 1;
    if (token.startsWith(':')) {
      const letter = token.split(' ')[4]?.[0] ?? 'M';
      const isTwo = letter === 'R' || letter === 'C';
      const [first = '', second = ''] = [tokens[at], tokens[at + 1]];
      at += isTwo ? 2 : 1;
      const path = listedPath(root, isTwo ? second : first);
      if (path === null) continue;
      byPath.set(isTwo ? second : first, files.push({ path, from: letter === 'R' ? listedPath(root, first) : null, change: CHANGES[letter] ?? 'modified', added: null, removed: null }) - 1);
    } else {
      const [, added = '', removed = '', name = ''] = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(token) ?? [];
      if (added === '') continue;
      let path = name;
      if (name === '') {
        path = tokens[at + 1] ?? '';
        at += 2;
      }
      const index = byPath.get(path);
      const file = index === undefined ? undefined : files[index];
      if (index !== undefined && file !== undefined) files[index] = { ...file, added: added === '-' ? null : Number(added), removed: removed === '-' ? null : Number(removed) };
    }
  }
  return files;
}

/** @throws AtelierError not_found */
export async function readPlace({ look }: Repository, asked: string): Promise<CommitPlace> {
  const hash = await resolveCommit(look, asked);
  const [contains, symbolic, ancestor, leaving, status] = await Promise.all([
    look(['for-each-ref', `--contains=${hash}`, '--format=%(refname:short)', 'refs/heads', 'refs/remotes']),
    look(['symbolic-ref', '--quiet', '--short', 'HEAD'], { allowExit: [1, 128] }),
    look(['merge-base', '--is-ancestor', hash, 'HEAD'], { allowExit: [1, 128] }),
    look(['rev-list', '--count', `${hash}..HEAD`], { allowExit: [128] }),
    look(['status', '--porcelain', '-z', '--no-renames', '--untracked-files=normal']).catch((error: unknown) => {
      if (isAtelier(error, 'too_large')) return null;
      throw error;
    }),
  ]);
  const branches = contains.stdout.toString('utf8').split('\n').filter((name) => name !== '');
  return {
    branches: branches.slice(0, SHOWN_BRANCHES),
    branchCount: branches.length,
    branch: symbolic.stdout.toString('utf8').trim() || null,
    isInHead: ancestor.exitCode === 0,
    leaving: Number(leaving.stdout.toString('latin1').trim() || 0),
    uncommitted: status === null ? MAX_FILES : status.stdout.toString('latin1').split('\0').length - 1,
  };
}
