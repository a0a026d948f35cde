import type { Repository, RepositoryFile } from '../../../agent/git/repositories.ts';
import { resolveCommit } from '../../../agent/git/revision.ts';
import type { Git } from '../../../agent/git/run-git.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { MAX_TEXT_BYTES, type TextRevision } from '../contract.ts';

const STAGES: Readonly<Record<string, string>> = { index: ':0:', base: ':1:', ours: ':2:', theirs: ':3:' };
const MAX_HEAD_BYTES = 200;

export type Blob = { readonly hash: string; readonly bytes: Buffer };

/** A file as git has it; null: there is none, or it is no file. @throws AtelierError too_large; not_found: no such commit */
export async function readBlob({ repository: { look }, name }: RepositoryFile, revision: TextRevision): Promise<Blob | null> {
  const prefix = STAGES[revision] ?? `${revision === 'HEAD' ? 'HEAD' : await resolveCommit(look, revision)}:`;
  const input = Buffer.concat([Buffer.from(prefix), name, Buffer.from([0])]);
  const { stdout } = await look(['cat-file', '--batch', '-z'], { input, maxOutputBytes: MAX_TEXT_BYTES + MAX_HEAD_BYTES });
  const [head, hash = ''] = /^([0-9a-f]{40,64}) blob \d+\n/.exec(stdout.subarray(0, MAX_HEAD_BYTES).toString('latin1')) ?? [];
  return head === undefined ? null : { hash, bytes: stdout.subarray(head.length, -1) };
}

/** The same as text. @throws AtelierError invalid_text: it is no UTF-8 */
export async function readText(file: RepositoryFile, revision: TextRevision): Promise<string | null> {
  const blob = await readBlob(file, revision);
  return blob === null ? null : decode(blob.bytes);
}

/** @throws AtelierError invalid_text */
export function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new AtelierError('invalid_text', {}, { cause: error });
  }
}

/** Keeps bytes as they are, no filter asked. Returns their hash. */
export async function writeBlob(git: Git, bytes: Buffer): Promise<string> {
  return (await git(['hash-object', '-w', '--stdin'], { input: bytes })).stdout.toString('utf8').trim();
}

/** Sets what the next commit has of a file. */
export async function setIndex({ git }: Repository, entries: readonly { readonly mode: string; readonly hash: string; readonly name: Buffer }[]): Promise<void> {
  const input = Buffer.concat(entries.flatMap(({ mode, hash, name }) => [Buffer.from(`${mode} ${hash}\t`), name, Buffer.from([0])]));
  await git(['update-index', '-z', '--index-info'], { input });
}
