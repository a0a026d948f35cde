import { AtelierError } from '../../../shared/errors.ts';
import type { WorkspaceId } from '../../../shared/ids.ts';
import type { Probe, Surroundings } from '../runtime.ts';
import { orNull, engineStatus } from './engine-errors.ts';
import type { Engine } from './engine.ts';
import { createKeeper, type HelperResult } from './helper-container.ts';
import { machineAddresses } from './host-bait.ts';
import { LABEL, workspaceName, workspaceOf } from './names.ts';

const NOT_FOUND = 404;
const CONFLICT = 409;

export type Probes = {
  /** @throws AtelierError not_running, timeout; the signal's reason */
  run(workspaceId: WorkspaceId, probe: Probe): Promise<HelperResult>;
  surroundings(workspaceId: WorkspaceId): Promise<Surroundings>;
};

/** Programs of the server's own inside containers that run already. */
export function createProbes({ engine, instance }: { engine: Engine; instance: string }): Probes {
  async function begin(workspaceId: WorkspaceId, { uid, command }: Probe) {
    try {
      return await engine.getContainer(workspaceName(workspaceId)).exec({
        Cmd: [...command], User: `${uid}:${uid}`, WorkingDir: '/', Tty: false, Privileged: false, AttachStdin: true, AttachStdout: true, AttachStderr: true,
      });
    } catch (error) {
      const status = engineStatus(error);
      if (status === NOT_FOUND || status === CONFLICT) throw new AtelierError('not_running', {}, { cause: error });
      throw error;
    }
  }

  return {
    async run(workspaceId, probe) {
      probe.signal?.throwIfAborted();
      const exec = await begin(workspaceId, probe);
      const stream = await exec.start({ hijack: true, stdin: true });
      const kept = createKeeper(probe.maxOutputBytes);
      const stopped = Promise.withResolvers<never>();
      stopped.promise.catch(() => undefined);
      const onAbort = (): void => stopped.reject(probe.signal?.reason);
      // An exec cannot be killed by its engine: the program's own deadline ends it, and so does a pipe that nobody reads.
      const timer = setTimeout(() => stopped.reject(new AtelierError('timeout', { part: 'probe' })), probe.timeoutMs);
      probe.signal?.addEventListener('abort', onAbort);
      const ended = new Promise<void>((resolve) => {
        stream.once('end', resolve);
        stream.once('close', resolve);
        stream.once('error', () => resolve());
      });
      try {
        engine.modem.demuxStream(stream, kept.writable, kept.writable);
        stream.end(probe.input);
        await Promise.race([ended, stopped.promise]);
        return { exitCode: (await exec.inspect()).ExitCode ?? -1, ...kept.take() };
      } finally {
        clearTimeout(timer);
        probe.signal?.removeEventListener('abort', onAbort);
        stream.destroy();
      }
    },

    async surroundings(workspaceId) {
      const containers = await engine.listContainers({ filters: { label: [LABEL.workspace] } });
      const own = await orNull(engine.getContainer(workspaceName(workspaceId)).inspect());
      const others = containers.filter(({ Id }) => Id !== own?.Id);
      const addresses = others.flatMap(({ NetworkSettings }) => Object.values(NetworkSettings?.Networks ?? {}).map(({ IPAddress }) => IPAddress)).filter((address) => address !== '');
      const names = others.flatMap(({ Labels }) => (Labels[LABEL.instance] === instance ? [workspaceOf(Labels)] : [])).filter((id) => id !== null);
      return { hostAddresses: machineAddresses(), otherAddresses: [...new Set(addresses)], otherNames: names.map((id) => workspaceName(id)) };
    },
  };
}
