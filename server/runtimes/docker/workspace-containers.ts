import type { ContainerInspectInfo, ContainerStats } from 'dockerode';

import type { WorkspaceId } from '../../../shared/ids.ts';
import type { Observed, ReadOnlyBind, WorkspacePlan } from '../runtime.ts';
import { STOP_GRACE_SECONDS, hardened } from './container-recipe.ts';
import { ignoreGone, orNull } from './engine-errors.ts';
import type { Engine } from './engine.ts';
import { LABEL, workspaceName, workspaceOf } from './names.ts';

export type Making = {
  readonly hash: string;
  readonly network: string;
  readonly binds: readonly ReadOnlyBind[];
  readonly env: Readonly<Record<string, string>>;
  readonly agentVersion: string;
  readonly command: readonly [string, ...string[]];
};

/** The one container of each workspace. Errors are the engine's own. */
export type WorkspaceContainers = ReturnType<typeof createWorkspaceContainers>;

export function createWorkspaceContainers(deps: { engine: Engine; instance: string }) {
  const { engine, instance } = deps;
  const of = (workspaceId: WorkspaceId) => engine.getContainer(workspaceName(workspaceId));

  async function stop(workspaceId: WorkspaceId): Promise<void> {
    const container = of(workspaceId);
    await ignoreGone(container.stop({ t: STOP_GRACE_SECONDS }));
    await kill(workspaceId);
  }

  /** Anonymous volumes (an image may declare some) go with it; a workspace's own have names and stay. */
  async function kill(workspaceId: WorkspaceId): Promise<void> {
    await ignoreGone(of(workspaceId).remove({ force: true, v: true }));
  }

  return {
    stop,
    kill,

    async runs(workspaceId: WorkspaceId, hash: string): Promise<boolean> {
      const found = await orNull(of(workspaceId).inspect());
      return found !== null && found.State.Running && found.Config.Labels[LABEL.plan] === hash && found.Config.Labels[LABEL.instance] === instance;
    },

    /** Ends what is there, makes it from the plan and starts it. What cannot be started is removed again. */
    async remake(plan: WorkspacePlan, making: Making): Promise<void> {
      await stop(plan.workspaceId);
      const container = await engine.createContainer(
        hardened({
          name: workspaceName(plan.workspaceId), image: plan.image, uid: plan.uid, command: making.command,
          labels: { [LABEL.instance]: instance, [LABEL.workspace]: plan.workspaceId, [LABEL.plan]: making.hash, [LABEL.agent]: making.agentVersion },
          env: making.env, limits: plan.limits, network: making.network, volumes: plan.mounts, binds: making.binds, hosts: plan.hosts, logs: 'workspace',
        }),
      );
      try {
        await container.start();
      } catch (error) {
        await ignoreGone(container.remove({ force: true, v: true }));
        throw error;
      }
    },

    async list(): Promise<Observed[]> {
      const found = await engine.listContainers({ all: true, filters: { label: [`${LABEL.instance}=${instance}`, LABEL.workspace] } });
      const inspected = await Promise.all(found.map(async ({ Id }) => await orNull(engine.getContainer(Id).inspect())));
      return inspected.flatMap((container) => (container === null ? [] : observed(container)));
    },

    /** Versions of the agent's bundle that containers have mounted. */
    async agentVersions(): Promise<Set<string>> {
      const found = await engine.listContainers({ all: true, filters: { label: [`${LABEL.instance}=${instance}`, LABEL.agent] } });
      return new Set(found.map((container) => container.Labels[LABEL.agent] ?? ''));
    },

    async stats(workspaceId: WorkspaceId): Promise<ContainerStats | null> {
      return await orNull(of(workspaceId).stats({ stream: false, 'one-shot': true }));
    },

    async log(workspaceId: WorkspaceId, maxLines: number): Promise<string> {
      const bytes = await orNull(of(workspaceId).logs({ follow: false, stdout: true, stderr: true, tail: maxLines }));
      return bytes === null ? '' : withoutFrames(bytes);
    },
  };
}

/** The engine frames both streams: one byte that says which, three zeroes, four bytes of length, the text. */
export function withoutFrames(bytes: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at + 4);
    parts.push(bytes.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(parts).toString('utf8');
}

function observed(container: ContainerInspectInfo): Observed[] {
  const workspaceId = workspaceOf(container.Config.Labels);
  if (workspaceId === null) return [];
  const { State } = container;
  const startedAtMs = Date.parse(State.StartedAt);
  return [
    {
      workspaceId,
      running: State.Running,
      planHash: container.Config.Labels[LABEL.plan] ?? '',
      // The engine says the year 1 for what was never started.
      startedAtMs: startedAtMs > 0 ? startedAtMs : null,
      exit: State.Running || !(startedAtMs > 0) ? null : { code: State.ExitCode, outOfMemory: State.OOMKilled },
    },
  ];
}
