import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';

import { removeData } from '#tests/harness/remove-data.ts';

import { WorkspaceId } from '../../../shared/ids.ts';
import { GIB, MIB } from '../../../shared/units.ts';
import { newId } from '../../ids.ts';
import type { Runtime, WorkspacePlan } from '../runtime.ts';
import { createDockerRuntime } from './create-docker-runtime.ts';
import type { DockerRuntimeDeps } from './create-docker-runtime.ts';
import { createImageBuilder } from './create-image-builder.ts';
import { createEngine, engineSocketFromEnvironment } from './engine.ts';
import type { Engine } from './engine.ts';
import { workspaceName } from './names.ts';

const ROOT = join(import.meta.dirname, '../../..');

export type Ran = { readonly exitCode: number; readonly output: string };

/** A runtime on the real engine with a data folder of its own, and a look into its containers, for tests. */
export type RuntimeFixture = {
  readonly engine: Engine;
  readonly runtime: Runtime;
  readonly image: string;
  readonly dataFolder: string;
  /** Another runtime on the same data folder: a restarted server. */
  restarted(changes?: Partial<DockerRuntimeDeps>): Runtime;
  /** A plan of a workspace that does not exist yet. */
  plan(changes?: Partial<WorkspacePlan>): WorkspacePlan;
  home(plan: WorkspacePlan): string;
  /** Runs a command inside a running workspace as its uid. */
  exec(plan: WorkspacePlan, command: readonly string[]): Promise<Ran>;
  /** A Python program, which must end well; what it printed, without the last newline. */
  python(plan: WorkspacePlan, program: string, ...args: string[]): Promise<string>;
  /** Removes every workspace that `plan` named, and the data folder. */
  dispose(): Promise<void>;
};

/** @param deps.agentBundleFolder a built bundle */
export async function createRuntimeFixture(deps: { agentBundleFolder: string; extraCaFile?: string }): Promise<RuntimeFixture> {
  const engineSocket = engineSocketFromEnvironment(process.env);
  const engine = createEngine({ socket: engineSocket });
  const log = pino({ level: 'silent' });
  const extraCaFile = process.env['ATELIER_EXTRA_CA'] || process.env['NODE_EXTRA_CA_CERTS'];
  const images = createImageBuilder({ imagesFolder: join(ROOT, 'workspace-images'), extraCaFile, engineSocket, log });
  const { reference: image } = await images.ensure({ folder: 'base', packages: [] }, () => undefined);
  const dataFolder = await mkdtemp(join(tmpdir(), 'atelier-rt-'));
  const runtimeDeps = { dataFolder, agentBundleFolder: deps.agentBundleFolder, extraCaFile: deps.extraCaFile, engineSocket, log };
  const runtime = createDockerRuntime(runtimeDeps);
  const opened: Runtime[] = [runtime];
  const planned = new Map<WorkspaceId, Set<string>>();
  const firstUid = randomInt(200_000, 2_000_000);
  const home = (plan: WorkspacePlan): string => `atelier-${plan.workspaceId}-home`;

  function plan(changes: Partial<WorkspacePlan> = {}): WorkspacePlan {
    const workspaceId = WorkspaceId.parse(newId('w'));
    const volume = `atelier-${workspaceId}-home`;
    const made: WorkspacePlan = {
      workspaceId, image, uid: firstUid + planned.size,
      limits: { cpus: 1, memoryBytes: 256 * MIB, diskBytes: GIB, maxProcesses: 128 },
      network: 'none',
      mounts: [{ volume, target: '/home/ws', readOnly: false }],
      hosts: [],
      agent: { workspaceId, secret: randomBytes(24).toString('hex'), roots: [{ path: '/home/ws', name: 'home', kind: 'home', readOnly: false }], env: {} },
      ...changes,
    };
    planned.set(workspaceId, new Set([volume, ...made.mounts.map((mount) => mount.volume)]));
    return made;
  }

  async function exec(about: WorkspacePlan, command: readonly string[]): Promise<Ran> {
    const started = await engine.getContainer(workspaceName(about.workspaceId)).exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
    const stream = await started.start({ hijack: true, stdin: false });
    const both = new PassThrough();
    engine.modem.demuxStream(stream, both, both);
    stream.once('end', () => both.end());
    const output = await text(both);
    return { exitCode: (await started.inspect()).ExitCode ?? -1, output };
  }

  return {
    engine, runtime, image, dataFolder, plan, home, exec,
    restarted(changes = {}) {
      const another = createDockerRuntime({ ...runtimeDeps, ...changes });
      opened.push(another);
      return another;
    },
    async python(about, program, ...args) {
      const ran = await exec(about, ['python3', '-I', '-c', program, ...args]);
      if (ran.exitCode !== 0) throw new Error(`exit ${ran.exitCode}: ${ran.output}`);
      return ran.output.trimEnd();
    },
    async dispose() {
      await Promise.all([...planned].map(async ([workspaceId, volumes]) => await runtime.remove(workspaceId, [...volumes])));
      for (const one of opened) await one.close();
      await removeData(dataFolder);
    },
  };
}
