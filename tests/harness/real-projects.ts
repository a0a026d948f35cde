import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from './run.ts';

/**
 * Three real projects that nobody here wrote, fetched from the registries when the tests run, each as a bare
 * repository `<name>.git` in `folder`, ready for git's dumb HTTP protocol.
 */
export async function fetchRealProjects(folder: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'atelier-projects-'));
  try {
    await Promise.all([
      publish(folder, 'express', await fetchFromNpm(work, 'express@5.1.0')),
      publish(folder, 'flask', await fetchFromPyPi(work, 'flask==3.1.1')),
      publish(folder, 'tinyxml2', await fetchFromDebian(work, 'tinyxml2')),
    ]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A real application with an interface and an API, as its package has them; the folder that holds `supervisor/`. Nothing is built. */
export async function fetchSupervisor(work: string): Promise<string> {
  const folder = await mkdtemp(join(work, 'pypi-'));
  await run(['python3', '-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:', '--dest', folder, 'supervisor==4.3.0']);
  const [wheel] = await readdir(folder);
  await run(['python3', '-m', 'zipfile', '-e', join(folder, wheel ?? ''), join(folder, 'unpacked')]);
  return join(folder, 'unpacked');
}

/** A published package unpacked in `work`, a folder that is there; returns its folder. */
export async function fetchFromNpm(work: string, what: string): Promise<string> {
  const folder = await mkdtemp(join(work, 'npm-'));
  await run(['npm', 'pack', '--silent', what], { cwd: folder });
  return unpack(folder);
}

async function fetchFromPyPi(work: string, what: string): Promise<string> {
  const folder = await mkdtemp(join(work, 'pypi-'));
  await run(['python3', '-m', 'venv', join(folder, 'venv')]);
  const pip = join(folder, 'venv/bin/pip');
  const source = join(folder, 'source');
  await run([pip, 'download', '--quiet', '--no-deps', '--no-binary', ':all:', '--dest', source, what]);
  return unpack(source);
}

/** The newest source package of Debian, by apt itself with a list of `deb-src` made from the machine's own sources. */
async function fetchFromDebian(work: string, what: string): Promise<string> {
  const folder = await mkdtemp(join(work, 'debian-'));
  const [lists, cache, sources] = ['lists', 'cache', 'sources.list.d'].map((name) => join(folder, name));
  if (lists === undefined || cache === undefined || sources === undefined) throw new Error('unreachable');
  for (const path of [join(lists, 'partial'), join(cache, 'archives/partial'), sources]) await mkdir(path, { recursive: true });
  const debian = await readFile('/etc/apt/sources.list.d/debian.sources', 'utf8');
  await writeFile(join(sources, 'debian.sources'), debian.replaceAll(/^Types: .*$/gm, 'Types: deb-src'));
  const options = [`Dir::Etc::SourceList=/dev/null`, `Dir::Etc::SourceParts=${sources}`, `Dir::State::Lists=${lists}`, `Dir::Cache=${cache}`, 'APT::Sandbox::User=root'];
  const apt: [string, ...string[]] = ['apt-get', '--quiet', ...options.flatMap((option) => ['-o', option])];
  await run([...apt, 'update']);
  await run([...apt, 'source', '--download-only', what], { cwd: folder });
  const archives = (await readdir(folder)).filter((name) => /[.]orig[.]tar[.]/.test(name));
  const [archive] = archives;
  if (archive === undefined) throw new Error(`apt-get source ${what}: no archive`);
  const source = join(folder, 'source');
  await mkdir(source);
  await rename(join(folder, archive), join(source, archive));
  return unpack(source);
}

/** Unpacks the one archive of a folder and returns the one folder that was in it. */
async function unpack(folder: string): Promise<string> {
  const [archive] = (await readdir(folder)).filter((name) => name.includes('.t'));
  if (archive === undefined) throw new Error(`no archive in ${folder}`);
  const target = join(folder, 'unpacked');
  await mkdir(target);
  await run(['tar', '-xf', join(folder, archive), '-C', target]);
  const [top] = await readdir(target);
  if (top === undefined) throw new Error(`${archive} is empty`);
  return join(target, top);
}

async function publish(folder: string, name: string, source: string): Promise<void> {
  const git: [string, ...string[]] = ['git', '-c', 'user.name=Atelier', '-c', 'user.email=tests@example.com', '-c', 'commit.gpgsign=false', '-C', source];
  await run([...git, 'init', '--quiet', '--initial-branch=main']);
  await run([...git, 'add', '--all', '--force']);
  await run([...git, 'commit', '--quiet', '--message', `${name} as published`]);
  const bare = join(folder, `${name}.git`);
  await run(['git', 'clone', '--quiet', '--bare', source, bare]);
  await run(['git', '-C', bare, 'update-server-info']);
}
