import type Docker from 'dockerode';
import { createRequire, registerHooks } from 'node:module';

export type Engine = Docker;

/** What dockerode loads for builds in BuildKit sessions and for engines behind SSH. Neither is spoken here; unread they spare 8 MB. */
const UNUSED = ['@grpc/grpc-js', '@grpc/proto-loader', 'ssh2'];
const EMPTY = 'atelier:empty';

const Dockerode = loadDockerode();

/** Where engines listen unless told otherwise. */
export const DEFAULT_ENGINE_SOCKET = '/var/run/docker.sock';

/**
 * The one place that makes a client of the container engine. Nothing is connected yet: the engine may be
 * down now and come back later. Only a local socket is spoken to: mounts and the firewall are this machine's.
 */
export function createEngine({ socket = DEFAULT_ENGINE_SOCKET }: { socket?: string } = {}): Engine {
  return new Dockerode({ socketPath: socket });
}

/** DOCKER_HOST when it names a Unix socket, as Docker's own client reads it; undefined otherwise. */
export function engineSocketFromEnvironment(env: NodeJS.ProcessEnv): string | undefined {
  const prefix = 'unix://';
  const host = env['DOCKER_HOST'] ?? '';
  return host.startsWith(prefix) ? host.slice(prefix.length) : undefined;
}

function loadDockerode(): typeof Docker {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => (UNUSED.includes(specifier) ? { url: EMPTY, shortCircuit: true } : next(specifier, context)),
    load: (url, context, next) => (url === EMPTY ? { format: 'commonjs', source: '', shortCircuit: true } : next(url, context)),
  });
  try {
    return createRequire(import.meta.url)('dockerode') as typeof Docker;
  } finally {
    hooks.deregister();
  }
}
