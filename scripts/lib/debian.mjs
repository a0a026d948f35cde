// Debian packages that this machine lacks. Only as root on Debian or Ubuntu; elsewhere: the command to type.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { failure, run } from './steps.mjs';

/** Is the program on the PATH (or in the folders of root's PATH), or the absolute path there? */
export function has(program) {
  if (program.startsWith('/')) return existsSync(program);
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => existsSync(join(folder, program)));
}

function canInstall() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return process.getuid?.() === 0 && /^(ID|ID_LIKE)=.*(debian|ubuntu)/m.test(release) && has('apt-get');
}

/**
 * Installs the packages of the programs that are missing. `wanted` maps program → package.
 * @throws with the command to type where we may not install
 */
export async function ensurePrograms(wanted, say) {
  const missing = Object.entries(wanted).filter(([program]) => !has(program));
  if (missing.length === 0) return 'there';
  const packages = [...new Set(missing.map(([, name]) => name))];
  return install(packages, { missing: missing.map(([program]) => program).join(', '), say });
}

/** Python can make virtual environments; Debian keeps what that needs in a package of its own. */
export async function ensurePythonVenv(say) {
  const can = await run('python3', ['-c', 'import ensurepip']).then(
    () => true,
    () => false,
  );
  return can ? 'there' : install(['python3-venv'], { missing: "python3's ensurepip", say });
}

async function install(packages, { missing, say }) {
  const command = `apt-get install -y ${packages.join(' ')}`;
  if (!canInstall()) throw failure(`missing: ${missing}`, `install them, then try again:  sudo ${command}`);
  say(command);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { env, advice: 'apt-get update must work: check the network and /etc/apt' });
  await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env, advice: `try by hand:  ${command}` });
}
