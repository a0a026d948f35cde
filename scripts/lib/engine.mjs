// The Docker engine: the running one, else one that we start.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
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
 * Starts an engine of the tests' own in `folder`; `stop` ends it and waits. Its bridge, address pool and
 * socket are the engine's defaults but for the socket, so one may only run where no other does.
 */
export async function startTestEngine(folder, say) {
  await ensurePrograms({ dockerd: 'docker.io', iptables: 'iptables' }, say);
  mkdirSync(folder, { recursive: true });
  const socket = resolve(folder, 'engine.sock');
  const logFile = join(folder, 'engine.log');
  const child = startEngine({ socket, logFile, folder: resolve(folder) });
  await untilItAnswers(socket, logFile);
  return {
    socket,
    async stop() {
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await gone;
    },
  };
}

function startEngine({ socket, logFile, folder }) {
  const log = openSync(logFile, 'a');
  const own = folder === undefined ? [] : ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec'), '--pidfile', join(folder, 'engine.pid')];
  return spawn('dockerd', ['--host', `unix://${socket}`, ...own], { detached: true, stdio: ['ignore', log, log] });
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
