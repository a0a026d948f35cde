import type { Repository } from '../../../agent/git/repositories.ts';
import { isBranchName } from '../../../agent/git/revision.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { REMOTE_TIMEOUT_MS, type RemoteRun } from '../contract.ts';
import { remoteNamed } from './remotes.ts';

/** Whatever an address is rewritten to: nothing that starts a program. In the environment it counts before any configuration. */
const ONLY_HTTP = { GIT_ALLOW_PROTOCOL: 'http:https' };
const QUIETLY = ['-c', 'core.fsmonitor=false', '-c', 'gc.auto=0', '-c', 'maintenance.auto=false', '-c', 'core.askPass=', '-c', 'push.gpgSign=false'];

/**
 * Fetches from or pushes to another git server. The key is read from a pipe, once, by a helper that answers for its
 * place alone: it is in no argument, no environment and no file, and wherever else an address leads, nobody gets it.
 * @throws AtelierError not_found; invalid_input: git does not reach it over HTTP; conflict: key_refused, behind, no_branch, moved; upstream_failed
 */
export async function runRemote({ git, look }: Repository, { name, deed, key }: Pick<RemoteRun, 'name' | 'deed' | 'key'>): Promise<void> {
  const remote = await remoteNamed(look, name);
  if (!remote.isReachable) throw new AtelierError('invalid_input', { field: 'name' });
  if (key !== null && key.place !== remote.place) throw new AtelierError('conflict', { because: 'moved' });
  const url = new URL(remote.url).href;
  const settings = [...QUIETLY, '-c', 'credential.helper=', ...(key === null ? [] : ['-c', `credential.helper=${helperFor(key.place)}`])];
  const about = { timeoutMs: REMOTE_TIMEOUT_MS, env: ONLY_HTTP, ...(key === null ? {} : { secret: `username=${key.userName}\npassword=${key.secret}\n` }) };
  const run = async (args: readonly string[]): Promise<void> => {
    // By its address: what else the configuration says of the remote (programs that are to be run for it) is not read.
    await git([...settings, ...args], about).catch((error: unknown) => {
      throw explained(error, key?.secret ?? null);
    });
  };
  if (deed.kind === 'fetch') {
    await run(['fetch', '--quiet', '--prune', '--no-recurse-submodules', '--no-write-fetch-head', '--no-auto-maintenance', '--end-of-options', url, `+refs/heads/*:refs/remotes/${name}/*`]);
    return;
  }
  const { branch } = deed;
  if (!isBranchName(branch)) throw new AtelierError('invalid_input', { field: 'branch' });
  const ref = `refs/heads/${branch}`;
  const { exitCode, stdout } = await look(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], { allowExit: [1, 128] });
  if (exitCode !== 0) throw new AtelierError('conflict', { because: 'no_branch' });
  const hash = stdout.toString('latin1').trim();
  await run(['push', '--quiet', '--no-recurse-submodules', '--end-of-options', url, `${hash}:${ref}`]);
  await git(['update-ref', `refs/remotes/${name}/${branch}`, hash]);
}

/** A shell's function that gives what is in the pipe to whoever asks for this place. Nothing in it is secret. */
function helperFor(place: string): string {
  return `!f() { test "$1" = get || exit 0; p= h=; while IFS= read -r l && test -n "$l"; do case "$l" in protocol=*) p=\${l#protocol=};; host=*) h=\${l#host=};; esac; done; test "$p://$h" = '${place}' && cat <&3; exit 0; }; f`;
}

function explained(error: unknown, secret: string | null): unknown {
  if (!(error instanceof AtelierError) || error.code !== 'upstream_failed') return error;
  const detail = String(error.details['detail'] ?? '');
  if (/Authentication failed|could not read (Username|Password)|terminal prompts disabled|error: 40[13]\b|HTTP 40[13]\b|returned error: 40[13]/.test(detail)) return new AtelierError('conflict', { because: 'key_refused' }, { cause: error });
  // A server may say back what it was sent.
  return secret !== null && detail.includes(secret) ? new AtelierError('upstream_failed', { detail: detail.replaceAll(secret, '…') }) : error;
}
