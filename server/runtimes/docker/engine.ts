import Docker from 'dockerode';

export type Engine = Docker;

/** Where engines listen unless told otherwise. */
export const DEFAULT_ENGINE_SOCKET = '/var/run/docker.sock';

/**
 * The one place that makes a client of the container engine. Nothing is connected yet: the engine may be
 * down now and come back later. Only a local socket is spoken to: mounts and the firewall are this machine's.
 */
export function createEngine({ socket = DEFAULT_ENGINE_SOCKET }: { socket?: string } = {}): Engine {
  return new Docker({ socketPath: socket });
}

/** DOCKER_HOST when it names a Unix socket, as Docker's own client reads it; undefined otherwise. */
export function engineSocketFromEnvironment(env: NodeJS.ProcessEnv): string | undefined {
  const prefix = 'unix://';
  const host = env['DOCKER_HOST'] ?? '';
  return host.startsWith(prefix) ? host.slice(prefix.length) : undefined;
}
