import { lstat, readFile } from 'node:fs/promises';

import type { RepositoryFile } from '../../../agent/git/repositories.ts';
import type { Git } from '../../../agent/git/run-git.ts';
import { MIB } from '../../../shared/units.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { pathToBytes } from '../../../shared/file-path.ts';
import { MAX_TEXT_BYTES, type LineSelection } from '../contract.ts';
import { leaveSelected, parseHunks, takeSelected, type Hunk } from './line-edits.ts';
import { readBlob, setIndex, writeBlob, type Blob } from './texts.ts';

const MAX_DIFF_BYTES = 4 * MAX_TEXT_BYTES;
const EMPTY = Buffer.alloc(0);

/** Of what the working copy has beyond the index, these lines. @throws AtelierError not_a_file, too_large */
export async function stageLines(file: RepositoryFile, selection: LineSelection): Promise<void> {
  const { repository: { git } } = file;
  const old = await readBlob(file, 'index');
  const { clean, executable } = await readWorking(file);
  const text = takeSelected(latin1(old), await compare(git, old, clean), selection);
  await putInIndex(file, { text, mode: old === null ? (executable ? '100755' : '100644') : await modeOf(file) });
}

/** Of what the index has beyond HEAD, these lines. A file that HEAD has not, and of which nothing is left, leaves the index. */
export async function unstageLines(file: RepositoryFile, selection: LineSelection): Promise<void> {
  const { repository, name } = file;
  const old = (await hasHead(repository.git)) ? await readBlob(file, 'HEAD') : null;
  const now = await readBlob(file, 'index');
  const text = leaveSelected(latin1(now), await compare(repository.git, old, now?.bytes ?? EMPTY), selection);
  if (old === null && text === '') await setIndex(repository, [{ mode: '0', hash: '0'.repeat(40), name }]);
  else await putInIndex(file, { text, mode: now === null ? '100644' : await modeOf(file) });
}

/** The working copy's bytes without these lines. @throws AtelierError conflict (filtered): a filter stands between the file and git */
export async function withoutLines(file: RepositoryFile, selection: LineSelection): Promise<Buffer> {
  const old = await readBlob(file, 'index');
  const { raw, clean } = await readWorking(file);
  const hunks = await compare(file.repository.git, old, clean);
  if (raw.equals(clean)) return Buffer.from(leaveSelected(latin1({ bytes: raw }), hunks, selection), 'latin1');
  // Only the ends of lines differ: the file keeps its own.
  const text = raw.toString('latin1');
  if (text.replaceAll('\r\n', '\n') !== clean.toString('latin1')) throw new AtelierError('conflict', { because: 'filtered' });
  return Buffer.from(leaveSelected(clean.toString('latin1'), hunks, selection).replaceAll('\n', '\r\n'), 'latin1');
}

function latin1(blob: Pick<Blob, 'bytes'> | null): string {
  return blob === null ? '' : blob.bytes.toString('latin1');
}

/** The file, and what git would keep of it. */
async function readWorking({ repository: { git, root }, path }: RepositoryFile): Promise<{ raw: Buffer; clean: Buffer; executable: boolean }> {
  const place = Buffer.from(pathToBytes(path));
  const found = await lstat(place).catch(() => null); // deleted: nothing is left of it
  if (found === null) return { raw: EMPTY, clean: EMPTY, executable: false };
  if (!found.isFile()) throw new AtelierError('not_a_file');
  if (found.size > MAX_TEXT_BYTES) throw new AtelierError('too_large', { maxBytes: MAX_TEXT_BYTES });
  const raw = await readFile(place);
  // What was asked for is the member's own deed: their filters and ends of lines apply, as with `git add`.
  const asked = /[\udc80-\udcff]/.test(path) ? [] : [`--path=${path.slice(root.path.length + 1)}`];
  const hash = (await git(['hash-object', '-w', '--stdin', ...asked], { input: raw })).stdout.toString('utf8').trim();
  const clean = (await git(['cat-file', 'blob', hash], { maxOutputBytes: MAX_TEXT_BYTES })).stdout;
  return { raw, clean, executable: (found.mode & 0o100) !== 0 };
}

async function compare(git: Git, old: Blob | null, now: Buffer): Promise<readonly Hunk[]> {
  const [before, after] = [old?.hash ?? (await writeBlob(git, EMPTY)), await writeBlob(git, now)];
  if (before === after) return [];
  const { stdout } = await git(['diff', '--no-ext-diff', '--no-textconv', '--text', '--no-color', '-U0', '--inter-hunk-context=0', '--diff-algorithm=histogram', before, after], { maxOutputBytes: MAX_DIFF_BYTES });
  return parseHunks(stdout.toString('latin1'));
}

async function putInIndex({ repository, name }: RepositoryFile, { text, mode }: { text: string; mode: string }): Promise<void> {
  const hash = await writeBlob(repository.git, Buffer.from(text, 'latin1'));
  await setIndex(repository, [{ mode, hash, name }]);
}

/** As the index has it. */
async function modeOf({ repository: { look }, name }: RepositoryFile): Promise<string> {
  const { stdout } = await look(['ls-files', '--stage', '-z'], { maxOutputBytes: 64 * MIB });
  const wanted = name.toString('latin1');
  const entry = stdout.toString('latin1').split('\0').find((one) => one.slice(one.indexOf('\t') + 1) === wanted);
  return entry?.slice(0, entry.indexOf(' ')) ?? '100644';
}

async function hasHead(git: Git): Promise<boolean> {
  return (await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { allowExit: [1, 128] })).exitCode === 0;
}
