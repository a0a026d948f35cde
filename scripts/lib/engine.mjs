// The Docker engine: the running one, else one that we start.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { ensurePrograms } from './debian.mjs';
import { failure, run } from './steps.mjs';

const DEFAULT_SOCKET = '/var/run/docker.sock';
const START_TIMEOUT_MS = 60_000;

/** Where the engine is expected: DOCKER_HOST when it names a Unix socket, else the usual one. */
export function engineSocket() {
  const host = process.env.DOCKER_HOST ?? '';
  return host.startsWith('unix://') ? host.slice('unix://'.length) : DEFAULT_SOCKET;
}

/** Does an engine answer there? */
export function answers(socketPath) {
  return new Promise((done) => {
    const ping = request({ socketPath, path: '/_ping', timeout: 3000 }, (response) => {
      response.resume();
      done(response.statusCode === 200);
    });
    ping.once('timeout', () => ping.destroy());
    ping.once('error', () => done(false));
    ping.end();
  });
}

/** Uses the running engine, else installs docker.io (as root on Debian) and starts it for good. */
export async function ensureEngine(say) {
  const socket = engineSocket();
  if (await answers(socket)) return 'running';
  if (socket !== DEFAULT_SOCKET) throw failure(`no Docker engine answers at ${socket}`, 'start it, or unset DOCKER_HOST');
  await ensurePrograms({ dockerd: 'docker.io', iptables: 'iptables' }, say);
  if (existsSync('/run/systemd/system')) {
    say('systemctl start docker');
    await run('systemctl', ['start', 'docker'], { advice: 'see why:  journalctl -u docker -n 50' });
  } else {
    say('start dockerd');
    startEngine({ socket, logFile: '/var/log/atelier-dockerd.log' }).unref();
  }
  await untilItAnswers(socket, '/var/log/atelier-dockerd.log');
}

/**
 * Starts an engine of the tests' own: images and containers in `dataFolder`, which is kept; sockets in a short path of
 * its own below /run, because a Unix socket's path has 108 bytes. `stop` ends it and waits. Bridge and address pool are
 * the engine's defaults, so it may only run where no other engine does.
 */
export async function startTestEngine(dataFolder, say) {
  await ensurePrograms({ dockerd: 'docker.io', iptables: 'iptables' }, say);
  const runFolder = mkdtempSync('/run/atelier-engine-');
  const logFile = join(runFolder, 'engine.log');
  const socket = join(runFolder, 'engine.sock');
  const own = ['--data-root', resolve(dataFolder), '--exec-root', join(runFolder, 'exec'), '--pidfile', join(runFolder, 'engine.pid')];
  const child = startEngine({ socket, logFile, options: own });
  await untilItAnswers(socket, logFile);
  return {
    socket,
    async stop() {
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await gone;
      await unmountBelow(runFolder);
      rmSync(runFolder, { recursive: true, force: true });
    },
  };
}

/** The engine leaves a network namespace mounted, and a folder with a mount in it cannot be removed. */
async function unmountBelow(folder) {
  const points = readFileSync('/proc/mounts', 'utf8').split('\n').map((line) => line.split(' ')[1] ?? '');
  for (const point of points.filter((path) => path.startsWith(`${folder}/`)).toReversed()) await run('umount', ['--lazy', point]);
}

function startEngine({ socket, logFile, options = [] }) {
  const log = openSync(logFile, 'a');
  return spawn('dockerd', ['--host', `unix://${socket}`, ...options], { detached: true, stdio: ['ignore', log, log] });
}

async function untilItAnswers(socket, logFile) {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await answers(socket))) {
    if (performance.now() > deadline) {
      const log = existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n').slice(-10).join('\n') : '';
      throw failure(`the Docker engine did not start\n${log}`, `read ${logFile}; Atelier needs a machine or VM that may run Docker`);
    }
    await delay(100);
  }
}
