import { readFileSync } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';

import { AtelierError } from '../../shared/errors.ts';
import type { ImportId } from '../../shared/ids.ts';
import { MAX_HISTORY_BYTES, MAX_UNPACKED_BYTES, MAX_UNPACKED_ENTRIES } from '../../shared/imports.ts';
import { MINUTE_MS } from '../../shared/units.ts';
import type { ReadOnlyBind, Runtime, StreamedJob } from '../runtimes/runtime.ts';

const script = (name: string): string => readFileSync(new URL(`scripts/${name}.sh`, import.meta.url), 'utf8');
const FETCH = script('fetch');
const UNPACK = script('unpack');
const SPLIT = script('split');

const TIMEOUT_MS = 60 * MINUTE_MS;
const SCRATCH = '/work';
const SOURCE = '/source';

/** What the scripts end with beside 0. Anything else is the tool's own failure, told by its last line. */
const EXITS: Readonly<Record<number, { readonly code: 'invalid_input' | 'too_large' | 'upstream_failed'; readonly reason: string }>> = {
  3: { code: 'invalid_input', reason: 'empty' },
  4: { code: 'invalid_input', reason: 'not_an_archive' },
  5: { code: 'too_large', reason: 'unpacked' },
  6: { code: 'invalid_input', reason: 'damaged' },
  7: { code: 'upstream_failed', reason: 'unreachable' },
};

export type JobPlace = {
  readonly importId: ImportId;
  /** A reference that the runtime has; it holds git, git filter-repo and unzip. */
  readonly image: string;
  /** That no workspace has. */
  readonly uid: number;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
};

/** Takes the bundle that a job writes, as long as it is being written. */
export type Take = (bundle: Readable) => Promise<void>;

/**
 * Everything that reads what somebody else made (a repository of the internet, an archive, a hostile history) runs in
 * a container of its own: no workspace's volume, no host folder but the staged source, read-only, and a network only
 * to fetch with, behind the workspaces' firewall. What comes out is a git bundle, checked as a push is.
 */
export class ImportJobs {
  readonly #runtime: Pick<Runtime, 'stream' | 'removeVolumes'>;

  constructor(runtime: Pick<Runtime, 'stream' | 'removeVolumes'>) {
    this.#runtime = runtime;
  }

  /** @throws AtelierError invalid_input: empty; upstream_failed: git could not fetch it (`line` says why); too_large; timeout; unavailable */
  async fetch(place: JobPlace, source: { readonly url: string; readonly username?: string | undefined; readonly password?: string | undefined }, take: Take): Promise<void> {
    await this.#run(place, { command: ['/bin/sh', '-c', FETCH, 'sh', source.url], network: 'public', env: credentials(source) }, { take });
  }

  /** @throws AtelierError invalid_input: empty, not an archive, damaged; too_large; timeout; unavailable */
  async unpack(place: JobPlace, input: { readonly archive: Readable; readonly author: { readonly name: string; readonly email: string } }, take: Take): Promise<void> {
    const { name, email } = input.author;
    const env = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email };
    const command: StreamedJob['command'] = ['/bin/sh', '-c', UNPACK, 'sh', String(MAX_UNPACKED_BYTES), String(MAX_UNPACKED_ENTRIES)];
    await this.#run(place, { command, network: 'none', env }, { take, stdin: input.archive });
  }

  /**
   * @param split.paths what is taken; [''] is everything
   * @throws AtelierError invalid_input: a path that git filter-repo cannot be told, or nothing is left; too_large; timeout; unavailable
   */
  async split(
    place: JobPlace,
    split: { readonly sourceFolder: string; readonly paths: readonly string[]; readonly root: string; readonly leftOut: readonly string[]; readonly keepOldHashes: boolean },
    take: Take,
  ): Promise<void> {
    const paths = split.paths.includes('') ? [] : split.paths;
    const lines = [String(paths.length), ...[...paths, ...split.leftOut].map(asLine)];
    const stdin = new PassThrough();
    stdin.end(`${lines.join('\n')}\n`);
    const command: StreamedJob['command'] = ['/bin/sh', '-c', SPLIT, 'sh', asArgument(split.root), split.keepOldHashes ? 'yes' : 'no'];
    const readOnlyBinds = [{ source: split.sourceFolder, target: SOURCE }];
    await this.#run(place, { command, network: 'none', env: {}, readOnlyBinds }, { take, stdin });
  }

  async #run(
    { importId, image, uid, signal, ...place }: JobPlace,
    job: Pick<StreamedJob, 'command' | 'network'> & { readonly env: Readonly<Record<string, string>>; readonly readOnlyBinds?: readonly ReadOnlyBind[] },
    io: { readonly take: Take; readonly stdin?: Readable },
  ): Promise<void> {
    const volume = `atelier-import-${importId}-${uid}`;
    const bundle = new PassThrough();
    let lastLine = '';
    const taken = io.take(copyOf(bundle));
    // Its failure is told below, once it is known whether the job's own is the reason.
    taken.catch(() => undefined);
    try {
      const env = { ...job.env, ...SAFE, HOME: SCRATCH };
      const { exitCode } = await this.#runtime.stream(
        { ...job, env, image, uid, mounts: [{ volume, target: SCRATCH, readOnly: false }], timeoutMs: TIMEOUT_MS, maxOutputBytes: MAX_HISTORY_BYTES },
        { stdout: bundle, stdin: io.stdin, signal, onLine: (line) => place.onLine((lastLine = line)) },
      );
      const known = EXITS[exitCode];
      if (known !== undefined) throw new AtelierError(known.code, { reason: known.reason });
      if (exitCode !== 0) throw new AtelierError('upstream_failed', { line: lastLine.slice(0, 300) });
      await taken;
    } catch (error) {
      bundle.destroy();
      await taken.catch(() => undefined);
      throw error;
    } finally {
      await this.#runtime.removeVolumes([volume]);
    }
  }
}

/** Who takes may have enough before the end, or fail: the job is let finish all the same, and says how it ended. */
function copyOf(bundle: Readable): Readable {
  const copy = new PassThrough();
  copy.on('error', () => undefined);
  copy.on('close', () => bundle.resume());
  bundle.on('error', (error) => copy.destroy(error));
  bundle.on('close', () => {
    if (!bundle.readableEnded) copy.destroy(new AtelierError('upstream_failed'));
  });
  return bundle.pipe(copy);
}

/** No configuration of anybody's, no prompt, no hook. */
const SAFE = { GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0', GIT_LFS_SKIP_SMUDGE: '1' };

/** For the address's own host alone: git does not send it along where that host redirects to. */
function credentials({ url, username = '', password = '' }: { url: string; username?: string | undefined; password?: string | undefined }): Record<string, string> {
  if (username === '' && password === '') return {};
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`, GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}` };
}

/** As `--paths-from-file` reads it (git-filter-repo(1)); what it would take for something else is refused. */
function asLine(path: string): string {
  if (path.includes('\n') || path.includes('\r') || path.includes('==>')) throw new AtelierError('invalid_input', { reason: 'path' });
  return `literal:${path}`;
}

function asArgument(root: string): string {
  if (root.includes(':') || root.includes('\n')) throw new AtelierError('invalid_input', { reason: 'path' });
  return root;
}
