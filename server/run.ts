import { join } from 'node:path';

import { compose, type Server } from './compose.ts';
import { ConfigError, cookiesWork, readConfig, type Config } from './config.ts';
import { PagesNotBuilt } from './gateway/next-pages.ts';
import { DataFolderInUse, lockDataFolder, type InstanceLock } from './instance-lock.ts';
import { openListener, PortTaken, type Listener } from './listener.ts';
import { createLog } from './log.ts';
import { NewerSchemaError } from './storage/migrations.ts';

/** Workspaces stop or go on by themselves; a supervisor waits ten seconds before it kills. */
const STOP_WITHIN_MS = 5000;
/** What a person can put right, told in one line instead of a stack. */
const EXPLAINED = [ConfigError, DataFolderInUse, PortTaken, NewerSchemaError, PagesNotBuilt];

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const fail = (error: unknown): never => {
  const explained = EXPLAINED.some((kind) => error instanceof kind);
  process.stderr.write(`${explained ? String((error as Error).message) : `Atelier could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`}\n`);
  process.exit(1);
};

async function start(config: Config, held: { lock: InstanceLock; listener: Listener }): Promise<Server> {
  const server = await compose({ config, listener: held.listener, folder: join(import.meta.dirname, '..'), dev: process.argv.includes('--dev'), log, say });
  held.listener.serve(server.gateway);
  say(`Atelier is ready: ${server.publicUrl}`);
  if (await server.setup.open()) say(`Make the owner: ${server.publicUrl}/setup?code=${server.setup.code} (code ${server.setup.code})`);
  if (!cookiesWork(server.publicUrl)) say('Browsers will not keep anyone signed in over plain http at this name: set ATELIER_PUBLIC_URL to the https address of your proxy.');
  return server;
}

let config: Config;
try {
  config = readConfig(process.env);
} catch (error) {
  fail(error);
  throw error;
}
const log = createLog(config.logLevel);

// Whoever reads what we print may go away (`npm start | head`): that is no reason to stop serving.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// A rejected promise concerns one request, whose connection its own handler ends. An exception that nobody
// caught may have left anything behind: the supervisor starts a fresh process, workspaces run on.
process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'uncaught exception');
  process.exit(1);
});

const lock = await lockDataFolder(config.dataFolder).catch(fail);
const listener = await openListener(config).catch(async (error: unknown) => {
  await lock.release();
  return fail(error);
});

const starting = start(config, { lock, listener });
let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) process.exit(1);
  stopping = true;
  say(`${signal}: stopping. Workspaces keep running.`);
  setTimeout(() => {
    log.warn('not everything ended in time');
    process.exit(0);
  }, STOP_WITHIN_MS - 500).unref();
  listener.close();
  // A start that failed has closed what it had opened.
  const server = await starting.catch(() => null);
  await server?.close();
  await lock.release();
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop(signal));

/** Settles when the server serves; a start that fails ends the process. */
export const ready = starting.then(
  () => undefined,
  async (error: unknown) => {
    listener.close();
    await lock.release();
    fail(error);
  },
);
