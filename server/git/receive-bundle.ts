import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

import { AtelierError, isAtelier } from '../../shared/errors.ts';
import { DEFAULT_BRANCH } from '../../shared/projects.ts';
import { KIB, MIB, MINUTE_MS } from '../../shared/units.ts';
import { TOLERATED_QUIRKS } from './repository-config.ts';
import type { RefChange } from './repositories.ts';
import { runGit } from './run-git.ts';

const MAX_HEADER_BYTES = 4 * MIB;
const TIMEOUT_MS = 30 * MINUTE_MS;
const NOTHING = '0'.repeat(40);
const REF_LINE = /^([0-9a-f]{40}) (HEAD|refs\/[\x21-\x7e\u0080-\uffff]{1,1000})$/u;

type Header = { readonly refs: readonly { readonly ref: string; readonly hash: string }[]; readonly headHash: string | null };

/**
 * Takes a bundle into an empty repository. Git of Debian does not check a bundle's objects when it fetches from it,
 * so its pack goes through `index-pack --strict` into a quarantine first, as a push does, and moves in once every
 * object is there and sound.
 * @returns what changed
 */
export async function receiveBundle(folder: string, bundle: Readable, { maxBytes }: { readonly maxBytes: number }): Promise<RefChange[]> {
  const { header, rest } = await readHeader(bundle);
  const quarantine = await mkdtemp(join(folder, 'objects', 'tmp_objdir-bundle-'));
  try {
    await mkdir(join(quarantine, 'pack'));
    const env = { GIT_OBJECT_DIRECTORY: quarantine };
    const strict = `--strict=${TOLERATED_QUIRKS.map((quirk) => `${quirk.toLowerCase()}=ignore`).join(',')}`;
    // The limit is on the pack: a header is bounded by itself.
    await checked(runGit({ folder, env, args: ['index-pack', '--stdin', strict, `--max-input-size=${maxBytes}`, '--threads=2'], input: rest, timeoutMs: TIMEOUT_MS }), maxBytes);
    const hashes = Buffer.from(`${header.refs.map(({ hash }) => hash).join('\n')}\n`);
    await checked(runGit({ folder, env, args: ['rev-list', '--objects', '--stdin', '--quiet', '--end-of-options'], input: hashes, timeoutMs: TIMEOUT_MS }), maxBytes);
    await moveIn(quarantine, join(folder, 'objects'));
  } finally {
    await rm(quarantine, { recursive: true, force: true });
  }
  const changes = header.refs.map(({ ref, hash }) => ({ ref, before: NOTHING, after: hash }));
  await checked(runGit({ folder, args: ['update-ref', '--stdin', '-z'], input: Buffer.from(changes.map(({ ref, after }) => `create ${ref}\0${after}\0`).join('')) }), maxBytes);
  const head = defaultBranch(header);
  if (head !== null) await runGit({ folder, args: ['symbolic-ref', 'HEAD', head] });
  return changes;
}

/** Whatever git finds wrong with a bundle is the bundle's fault; `details.line` is what it says of an object that it refuses. */
async function checked(running: Promise<unknown>, maxBytes: number): Promise<void> {
  try {
    await running;
  } catch (error) {
    if (!isAtelier(error, 'upstream_failed')) throw error;
    if (/exceeds maximum allowed size/.test(String(error.cause))) throw new AtelierError('too_large', { maxBytes }, { cause: error });
    const [, line] = /object [0-9a-f]+: (.+)/.exec(String(error.cause)) ?? [];
    throw new AtelierError('invalid_input', line === undefined ? {} : { line }, { cause: error });
  }
}

/** `main` if there is one; else what the bundle's HEAD is; else `master`; else the first branch. null: no branch. */
function defaultBranch({ refs, headHash }: Header): string | null {
  const branches = refs.filter(({ ref }) => ref.startsWith('refs/heads/'));
  const wanted = [
    (branch: { ref: string }) => branch.ref === `refs/heads/${DEFAULT_BRANCH}`,
    (branch: { ref: string; hash: string }) => branch.hash === headHash && branch.ref === 'refs/heads/master',
    (branch: { hash: string }) => branch.hash === headHash,
    (branch: { ref: string }) => branch.ref === 'refs/heads/master',
    () => true,
  ];
  return wanted.map((is) => branches.find(is)).find((branch) => branch !== undefined)?.ref ?? null;
}

/** The text before the pack: https://git-scm.com/docs/gitformat-bundle. @throws AtelierError invalid_input */
async function readHeader(bundle: Readable): Promise<{ header: Header; rest: Readable }> {
  let head = Buffer.alloc(0);
  for (;;) {
    const end = head.indexOf('\n\n');
    if (end !== -1) {
      const header = parseHeader(head.toString('utf8', 0, end));
      bundle.unshift(head.subarray(end + 2));
      return { header, rest: bundle };
    }
    if (head.length > MAX_HEADER_BYTES || (head.length > KIB && !head.subarray(0, 6).equals(Buffer.from('# v2 g')) && !head.subarray(0, 6).equals(Buffer.from('# v3 g')))) throw new AtelierError('invalid_input');
    const chunk = await nextChunk(bundle);
    if (chunk === null) throw new AtelierError('invalid_input');
    head = Buffer.concat([head, chunk]);
  }
}

/** The next piece of a stream that goes on being read by somebody else; null: it ended. */
async function nextChunk(stream: Readable): Promise<Buffer | null> {
  const iterator = stream.iterator({ destroyOnReturn: false });
  const { value, done } = await iterator.next();
  await iterator.return?.();
  return done === true ? null : Buffer.from(value);
}

function parseHeader(text: string): Header {
  const [signature = '', ...lines] = text.split('\n');
  if (signature !== '# v2 git bundle' && signature !== '# v3 git bundle') throw new AtelierError('invalid_input');
  // Prerequisites (`-`) would be objects of another repository; a filter leaves objects out.
  const named = lines.filter((line) => line !== '@object-format=sha1').map((line) => REF_LINE.exec(line));
  if (named.includes(null)) throw new AtelierError('invalid_input');
  const pairs = named.map((match) => ({ hash: match?.[1] ?? '', ref: match?.[2] ?? '' }));
  const refs = pairs.filter(({ ref }) => /^refs\/(heads|tags)\//.test(ref));
  if (refs.length === 0) throw new AtelierError('invalid_input');
  return { refs, headHash: pairs.find(({ ref }) => ref === 'HEAD')?.hash ?? null };
}

/** As git does: the index last, since a pack counts once its index is there. */
async function moveIn(quarantine: string, objects: string): Promise<void> {
  const names = await readdir(join(quarantine, 'pack'));
  const inOrder = names.toSorted((a, b) => Number(a.endsWith('.idx')) - Number(b.endsWith('.idx')));
  await mkdir(join(objects, 'pack'), { recursive: true });
  for (const name of inOrder) await rename(join(quarantine, 'pack', name), join(objects, 'pack', name));
}
