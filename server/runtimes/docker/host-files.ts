import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, chown, copyFile, link, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

import { AGENT_BUNDLE_FOLDER } from '../../../shared/agent-protocol.ts';
import { AtelierError } from '../../../shared/errors.ts';
import type { ReadOnlyBind } from '../runtime.ts';
import { HOME, USER_NAME } from './container-recipe.ts';

/** Where the certificates are inside a container, when the server was given some. */
export const CA_FILE = '/opt/atelier/ca.pem';

/** Every well-known name; all but Node's replace the system's list, so the file holds that as well. */
export const CA_ENV: Readonly<Record<string, string>> = Object.fromEntries(
  ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO'].map((name) => [name, CA_FILE]),
);

/** More certificates than a company's own: then the file is a system's list already. */
const WHOLE_LIST_CERTIFICATES = 50;
const BEGIN = '-----BEGIN CERTIFICATE-----';

/**
 * What of this machine is mounted into containers, always read-only: the agent's bundle, the user's names,
 * the certificates. All of it is copied into the data folder first, which has the same path for the engine
 * as for the server, also when the server itself runs in a container.
 */
export type HostFiles = {
  /** The bundle as it is now; a container keeps the one it was started with. @throws AtelierError unavailable */
  agentBundle(): Promise<{ version: string; bind: ReadOnlyBind }>;
  /** /etc/passwd and /etc/group that know the uid as `ws`. */
  userBinds(uid: number): Promise<ReadOnlyBind[]>;
  /** Nothing when no extra certificates are configured. */
  certificateBinds(): Promise<ReadOnlyBind[]>;
  /** Environment that goes with `certificateBinds`. */
  readonly certificateEnv: Readonly<Record<string, string>>;
  /** Removes bundles that no container uses. */
  pruneBundles(versionsInUse: ReadonlySet<string>): Promise<void>;
};

export function createHostFiles(deps: { dataFolder: string; agentBundleFolder: string; extraCaFile?: string }): HostFiles {
  const root = join(deps.dataFolder, 'runtime');
  const bundles = join(root, 'agent');
  let certificates: Promise<ReadOnlyBind[]> | null = null;
  let copying: Promise<unknown> = Promise.resolve();

  return {
    certificateEnv: deps.extraCaFile === undefined ? {} : CA_ENV,

    async agentBundle() {
      const version = await bundleVersion(deps.agentBundleFolder);
      const folder = join(bundles, version);
      const copied = copying.then(async () => await copyBundle(deps.agentBundleFolder, folder));
      copying = copied.catch(() => undefined);
      await copied;
      return { version, bind: { source: folder, target: AGENT_BUNDLE_FOLDER } };
    },

    async userBinds(uid) {
      const folder = join(root, 'users', String(uid));
      await mkdir(folder, { recursive: true, mode: 0o755 });
      const files = { passwd: passwdText(uid), group: groupText(uid) };
      for (const [name, text] of Object.entries(files)) await writeReplaced(join(folder, name), { text, mode: 0o444 });
      return Object.keys(files).map((name) => ({ source: join(folder, name), target: `/etc/${name}` }));
    },

    async certificateBinds() {
      const { extraCaFile } = deps;
      if (extraCaFile === undefined) return [];
      certificates ??= writeCertificates(extraCaFile, join(root, 'ca.pem'));
      try {
        return await certificates;
      } catch (error) {
        certificates = null;
        throw error;
      }
    },

    async pruneBundles(versionsInUse) {
      const current = await bundleVersion(deps.agentBundleFolder).catch(() => null);
      const versions = await readdir(bundles).catch(() => []);
      for (const version of versions) {
        if (version !== current && !versionsInUse.has(version)) await rm(join(bundles, version), { recursive: true, force: true });
      }
    },
  };
}

/** Replaces a file by a rename, so that a reader sees the old or the new one. `uid` becomes its owner where the server may say so. */
export async function writeReplaced(path: string, content: { text: string; mode: number; uid?: number }): Promise<void> {
  const existing = await readFile(path, 'utf8').catch(() => null);
  if (existing === content.text && content.uid === undefined) return;
  const temporary = `${path}.new`;
  await rm(temporary, { force: true });
  await writeFile(temporary, content.text, { mode: content.mode, flag: 'wx' });
  await chmod(temporary, content.mode);
  if (content.uid !== undefined && process.getuid?.() === 0) await chown(temporary, content.uid, content.uid);
  await rename(temporary, path);
}

async function bundleVersion(folder: string): Promise<string> {
  try {
    const version = (await readFile(join(folder, 'VERSION'), 'utf8')).trim();
    if (/^[\w.-]{1,64}$/.test(version)) return version;
  } catch (error) {
    throw new AtelierError('unavailable', { part: 'agent' }, { cause: error });
  }
  throw new AtelierError('unavailable', { part: 'agent' });
}

/** Copied under another name and renamed when whole: a crash half-way leaves no half bundle. */
async function copyBundle(source: string, target: string): Promise<void> {
  if (await stat(target).then((found) => found.isDirectory(), () => false)) return;
  const temporary = `${target}.new`;
  await rm(temporary, { recursive: true, force: true });
  await copyFolder(source, temporary);
  await rename(temporary, target);
}

async function copyFolder(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true, mode: 0o755 });
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const from = join(source, entry.name);
    const to = join(target, entry.name);
    if (entry.isDirectory()) {
      await copyFolder(from, to);
      continue;
    }
    // A build replaces its folder and never edits a file: the same file under a second name will do.
    await link(from, to).catch(async () => await copyFile(from, to, constants.COPYFILE_FICLONE));
    const { mode } = await stat(to);
    const readable = (mode & 0o111) === 0 ? 0o444 : 0o555;
    // Any uid has to read it, whatever the umask of the build was.
    if ((mode & readable) !== readable) await chmod(to, mode | readable);
  }
}

async function writeCertificates(extraCaFile: string, path: string): Promise<ReadOnlyBind[]> {
  const extra = await readFile(extraCaFile, 'utf8').catch((error: unknown) => {
    throw new AtelierError('unavailable', { part: 'certificates', file: extraCaFile }, { cause: error });
  });
  const whole = extra.split(BEGIN).length > WHOLE_LIST_CERTIFICATES;
  const text = whole ? extra : `${[extra.trim(), ...rootCertificates].join('\n')}\n`;
  // Named by its content: a container keeps the file it was started with.
  const named = path.replace(/\.pem$/, `-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.pem`);
  await mkdir(join(path, '..'), { recursive: true, mode: 0o755 });
  await writeReplaced(named, { text, mode: 0o444 });
  return [{ source: named, target: CA_FILE }];
}

/** The system's names that programs look for (as in Debian), and the workspace's user. */
function passwdText(uid: number): string {
  const system = ['root:x:0:0:root:/root:/usr/sbin/nologin', 'daemon:x:1:1::/:/usr/sbin/nologin', 'www-data:x:33:33::/:/usr/sbin/nologin', 'nobody:x:65534:65534::/:/usr/sbin/nologin'];
  return `${[...system, `${USER_NAME}:x:${uid}:${uid}::${HOME}:/bin/bash`].join('\n')}\n`;
}

function groupText(uid: number): string {
  return `${['root:x:0:', 'daemon:x:1:', 'tty:x:5:', 'www-data:x:33:', 'nogroup:x:65534:', `${USER_NAME}:x:${uid}:`].join('\n')}\n`;
}
