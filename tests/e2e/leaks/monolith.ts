import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { fetchSupervisor } from '../../harness/real-projects.ts';
import { run } from '../../harness/run.ts';

/** What begins every marker of a thing: nobody could guess it or write it by chance. Also a legal slug and branch. */
export function newMark(): string {
  return `z${randomBytes(6).toString('hex')}`;
}

/** Folder of the monolith to the mark of what is in it. */
export type Marks = { readonly interface: string; readonly server: string; readonly models: string; readonly handbook: string };

const DEV_CONF = `[supervisord]
nodaemon=true
logfile=/dev/stdout
logfile_maxbytes=0
pidfile=/tmp/supervisord.pid
[inet_http_server]
port=127.0.0.1:8000
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
`;
/** What a hostile repository asks git and whoever opens it to do. */
const HOSTILE = {
  '.gitattributes': '* filter=evil diff=evil merge=evil\n*.lock export-subst\n',
  '.gitmodules': '[submodule "evil"]\n\tpath = evil\n\turl = ../../../../etc\n',
};

/**
 * A real application with an interface and an API as one repository with a history, where every folder carries its
 * mark in names, contents, history and messages; `interface` also has what a hostile repository has.
 * @returns the path of a git bundle of it, in `work`
 */
export async function bundleMonolith(work: string, marks: Marks): Promise<string> {
  const mono = join(work, 'mono');
  const source = await fetchSupervisor(work);
  await run(['git', 'init', '--quiet', '--initial-branch=main', mono]);
  const git = (...args: string[]): Promise<string> => run(['git', '-c', 'user.name=Chris Upstream', '-c', 'user.email=chris@example.com', '-c', 'commit.gpgsign=false', '-C', mono, ...args]);
  const commit = async (message: string): Promise<void> => {
    await git('add', '--all', '--force');
    await git('commit', '--quiet', '--message', message);
  };
  for (const folder of Object.keys(marks)) await mkdir(join(mono, folder));
  await rename(join(source, 'supervisor/ui'), join(mono, 'interface/ui'));
  await rm(join(source, 'supervisor/tests'), { recursive: true, force: true });
  await rename(join(source, 'supervisor'), join(mono, 'server/supervisor'));
  await writeFile(join(mono, 'server/dev.conf'), DEV_CONF);
  await writeFile(join(mono, 'models/train.py'), 'print("train")\n');
  await writeFile(join(mono, 'handbook/README.md'), '# Handbook\n');
  await commit('As published');
  for (const [folder, mark] of Object.entries(marks)) {
    await writeFile(join(mono, folder, `${mark}file.txt`), `${mark}content\n`);
    await writeFile(join(mono, folder, 'gone.txt'), `${mark}gone\n`);
    await commit(`${mark}message`);
    await rm(join(mono, folder, 'gone.txt'));
    await commit(`Forget in ${folder}`);
  }
  for (const [name, content] of Object.entries(HOSTILE)) await writeFile(join(mono, 'interface', name), content);
  await symlink('/etc/passwd', join(mono, 'interface/passwd'));
  await symlink('../../../../../../run/agent/config.json', join(mono, 'interface/config'));
  await git('add', '--all', '--force');
  await git('update-index', '--add', '--cacheinfo', `160000,${(await git('rev-parse', 'HEAD')).trim()},interface/evil`);
  await git('commit', '--quiet', '--message', 'What a hostile colleague would add');
  await git('bundle', 'create', '--quiet', join(work, 'mono.bundle'), '--all');

  return join(work, 'mono.bundle');
}
