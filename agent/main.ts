import { DOOR_ADDRESS, DOOR_PORT } from '../shared/agent-protocol.ts';
import { SECOND_MS } from '../shared/units.ts';
import { Activity } from './activity.ts';
import { readPlace } from './config.ts';
import { Door } from './door.ts';
import { createFeatures } from './features.ts';
import type { AgentKernel } from './feature.ts';
import { Repositories } from './git/repositories.ts';
import { createLog } from './log.ts';
import { AgentRouter } from './router.ts';
import { Saves } from './saves.ts';
import { Transport } from './transport.ts';

const log = createLog(process.stdout);
const { config, socketPath, serverSocketPath, version } = readPlace(process.env);
const activity = new Activity({ now: Date.now, monotonic: () => performance.now() });
const kernel: AgentKernel = { config, log, touch: () => activity.touch(), lastActivityAtMs: () => activity.lastAtMs(), saves: new Saves(), repositories: new Repositories(config) };

const router = new AgentRouter({ kernel, activity, version, now: Date.now, features: createFeatures(kernel) });
const transport = new Transport({
  socketPath,
  hello: { secret: config.secret, version },
  log,
  onConnection: (socket) => router.server.emit('connection', socket),
});
for (const event of ['request', 'upgrade', 'connect'] as const) {
  router.server.prependListener(event, (request: { socket: object }) => transport.inUse(request.socket));
}
transport.start();
const door = new Door({ socketPath: serverSocketPath, address: { host: DOOR_ADDRESS, port: DOOR_PORT }, log });
door.start();
log.info({ version, uid: process.getuid?.() }, 'agent started');

// A rejected promise that nobody awaited concerns one request; an uncaught error may have left anything behind.
process.on('unhandledRejection', (error) => log.error({ error }, 'unhandled rejection'));
process.on('uncaughtException', (error) => {
  log.error({ error }, 'uncaught error, ending');
  process.exit(1);
});

/** Within the time that the runtime gives (`STOP_GRACE_SECONDS` of server/runtimes/docker/container-recipe.ts). */
const BEFORE_STOP_MS = 8 * SECOND_MS;

process.once('SIGTERM', () => {
  const closeAll = async (): Promise<void> => {
    // The door stays open for it: that is the way to the server's git.
    await router.beforeStop(BEFORE_STOP_MS);
    transport.close();
    door.close();
    await router.close();
  };
  closeAll().then(
    () => process.exit(0),
    (error: unknown) => {
      log.error({ error }, 'ending failed');
      process.exit(1);
    },
  );
});
