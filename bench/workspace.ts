import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { ControlPlane } from '#tests/harness/http.ts';
import { run } from '#tests/harness/run.ts';
import { until } from '#tests/harness/until.ts';
import { DEFAULT_LIMITS } from '#shared/workspaces.ts';
import { family } from './memory.ts';

export const HOME = '/home/ws';

/** A real workspace and a look into its container from outside, past everything that is measured. */
export type BenchWorkspace = {
  readonly id: string;
  readonly name: string;
  readonly container: string;
  /** The first process of its container, as this machine counts. */
  firstProcess(): Promise<number>;
  /** Where this machine finds a path of the workspace. */
  outside(path: string): Promise<string>;
  /** Writes a file of the member's, with its folders. */
  put(path: string, content: string): Promise<void>;
  /** Runs a JavaScript program in the container as the member; what it printed, as JSON. */
  node(program: string): Promise<unknown>;
  python(program: string): Promise<unknown>;
  /** Kills every program of that name in the container. */
  kill(program: string): Promise<void>;
  remove(): Promise<void>;
};

/** Makes a workspace as the dialog does, with the limits given there, and waits until its agent answers. */
export async function createWorkspace(api: ControlPlane['workspaces'], name: string): Promise<BenchWorkspace> {
  const images = await api.images.list();
  const image = images.find((one) => one.name === 'base') ?? images[0];
  if (image === undefined) throw new Error('the server has no image');
  const cpus = Number(process.env['ATELIER_BENCH_CPUS'] ?? DEFAULT_LIMITS.cpus);
  const { id } = await api.create({ name, imageId: image.id, limits: { ...DEFAULT_LIMITS, cpus }, idleStopMs: null });
  await whenRunning(api, id);
  const container = `atelier-${id}`;
  const firstProcess = async (): Promise<number> => Number(await run(['docker', 'inspect', '--format', '{{.State.Pid}}', container]));
  const outside = async (path: string): Promise<string> => join('/proc', String(await firstProcess()), 'root', path);
  const user = (await run(['docker', 'inspect', '--format', '{{.Config.User}}', container])).trim();
  const uid = Number(user.split(':')[0]);
  return {
    id,
    name,
    container,
    firstProcess,
    outside,
    async put(path, content) {
      const file = await outside(path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      await chown(dirname(file), uid, uid);
      await chown(file, uid, uid);
    },
    node: async (program) => JSON.parse(await run(['docker', 'exec', container, 'node', '-e', program])),
    python: async (program) => JSON.parse(await run(['docker', 'exec', container, 'python3', '-c', program])),
    async kill(program) {
      for (const pid of await family(await firstProcess())) {
        const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
        if (name.trim() === program) process.kill(pid, 'SIGKILL');
      }
    },
    async remove() {
      await api.stop({ workspaceId: id });
      await until('the workspace is stopped', async () => (await api.get({ workspaceId: id })).state.phase === 'stopped');
      await api.trash({ workspaceId: id, confirmName: name });
      await api.purge({ workspaceId: id, confirmName: name });
    },
  };
}

/** @throws with the reason when the start fails */
export async function whenRunning(api: ControlPlane['workspaces'], workspaceId: string): Promise<void> {
  await until(
    'the workspace runs',
    async () => {
      const { state } = await api.get({ workspaceId });
      if (state.phase === 'failed') throw new Error(`the workspace did not start: ${state.reason}\n${state.log}`);
      return state.phase === 'running' && state.agentConnected;
    },
    60_000,
  );
}
