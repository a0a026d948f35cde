import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { removeData } from './remove-data.ts';
import { until } from './until.ts';

const ROOT = join(import.meta.dirname, '../..');
const START_TIMEOUT_MS = 60_000;

export type RunningServer = {
  /** As printed, e.g. `http://localhost:41234`. */
  readonly url: string;
  readonly pid: number;
  readonly dataFolder: string;
  /** null when there is an owner already. */
  readonly setupCode: string | null;
  /** Everything it printed so far, both streams. */
  readonly output: () => string;
  /** SIGTERM. Resolves with the exit code; a data folder that was made for it is removed. */
  stop(): Promise<number | null>;
  /** SIGKILL; the data folder stays. */
  kill(): Promise<void>;
};

export type ServerOptions = {
  /** Default: a new one in the system's temporary folder. */
  readonly dataFolder?: string;
  /** 0, the default: a free one, chosen by the server. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** false: no container engine, for tests that need none. */
  readonly engine?: boolean;
};

/** Starts the real server, as `npm start` does, and waits until it serves. @throws with its output when it ends before */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'atelier-server-')));
  const { child, output } = spawnServer({ ...options, dataFolder });
  const exited = once(child, 'exit');
  const url = await until(
    'the server prints its address',
    () => {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${output()}`);
      return /Atelier is ready: (\S+)/.exec(output())?.[1];
    },
    START_TIMEOUT_MS,
  ).catch(async (error: unknown) => {
    child.kill('SIGKILL');
    if (options.dataFolder === undefined) await removeData(dataFolder);
    throw error;
  });
  await until('the server is healthy', async () => (await fetch(`${url}/healthz`).catch(() => null))?.status === 200);
  return {
    url,
    pid: child.pid ?? 0,
    dataFolder,
    setupCode: /\(code (\S+)\)/.exec(output())?.[1] ?? null,
    output,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      if (options.dataFolder === undefined) await removeData(dataFolder);
      return child.exitCode;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Only spawns it: for tests of a start that fails. */
export function spawnServer(options: ServerOptions & { dataFolder: string }): { child: ChildProcess; output: () => string } {
  const child = spawn('sh', ['scripts/serve.sh', ...(options.args ?? [])], {
    cwd: ROOT,
    env: {
      ...process.env,
      ATELIER_DATA: options.dataFolder,
      ATELIER_PORT: String(options.port ?? 0),
      ATELIER_LOG_LEVEL: 'info',
      ATELIER_EXTRA_CA: process.env['ATELIER_EXTRA_CA'] ?? process.env['NODE_EXTRA_CA_CERTS'] ?? '',
      ...(options.engine === false ? { DOCKER_HOST: `unix://${options.dataFolder}/no-engine.sock` } : {}),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += String(chunk)));
  return { child, output: () => printed };
}
