/*
 * Runs inside a workspace's container (`/opt/agent/node -e <this>`), reads from stdin what to try and prints one
 * JSON object. It only looks, and it takes back what a write that should have failed left behind. Names of what is
 * hidden come to it only where its uid is not the member's (`door`), so that no program of theirs can read them.
 */
const { createHash, randomBytes } = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const dns = require('node:dns');
const nodePath = require('node:path');

const CONNECT_MS = 1500;
const AT_ONCE = 48;
const MAX_ENTRIES = 400_000;
const SEARCH_MS = 40_000;
const MAX_HASHED_BYTES = 8 * 1024 * 1024;
const DEADLINE_MS = 110_000;

setTimeout(() => process.exit(9), DEADLINE_MS).unref();

const quiet = (work, otherwise) => {
  try {
    return work();
  } catch {
    return otherwise;
  }
};
const text = (path) => quiet(() => fs.readFileSync(path, 'utf8'), '');
const names = (path) => quiet(() => fs.readdirSync(path), []);

async function each(items, work) {
  const results = [];
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at]);
    }
  }));
  return results;
}

/** What is mounted, and the folders of modules that there are. */
function files({ folder }) {
  const mounts = text('/proc/self/mountinfo').split('\n').filter(Boolean).map((line) => {
    const [before, after] = line.split(' - ');
    const [, , , root, target, options] = before.split(' ');
    return { root, target, isReadOnly: options.split(',').includes('ro'), type: after.split(' ')[0] };
  });
  const folders = names(folder).flatMap((project) => [project, ...names(nodePath.join(folder, project)).map((module) => `${project}/${module}`)]);
  return { mounts, folders };
}

/** Folders that nothing may be written into; with the member's own uid. */
function writes({ targets }) {
  return targets.filter((target) => quiet(() => {
    const path = nodePath.join(target, `.atelier-probe-${randomBytes(6).toString('hex')}`);
    fs.closeSync(fs.openSync(path, 'wx', 0o600));
    quiet(() => fs.unlinkSync(path));
    return true;
  }, false));
}

function gitHash(path, size) {
  const bytes = fs.readFileSync(path);
  return createHash('sha1').update(`blob ${size}\0`).update(bytes).digest('hex');
}

/** Files with the content of one that is looked for: by size, then by the name that git gives the content. */
function search({ folders, sizes, prefixes, prefixCharacters }) {
  const wantedSizes = new Set(sizes);
  const wanted = new Set(prefixes);
  const endMs = Date.now() + SEARCH_MS;
  const found = [];
  let looked = 0;
  let isWhole = true;
  const open = [...folders];
  while (open.length > 0) {
    const folder = open.pop();
    for (const entry of quiet(() => fs.readdirSync(folder, { withFileTypes: true }), [])) {
      looked += 1;
      if (looked > MAX_ENTRIES || Date.now() > endMs) return { found, looked, isWhole: false };
      const path = nodePath.join(folder, entry.name);
      if (entry.isDirectory()) open.push(path);
      if (!entry.isFile()) continue;
      const size = quiet(() => fs.lstatSync(path).size, -1);
      if (!wantedSizes.has(size)) continue;
      if (size > MAX_HASHED_BYTES) isWhole = false;
      else {
        const hash = quiet(() => gitHash(path, size), '');
        if (wanted.has(hash.slice(0, prefixCharacters))) found.push({ path, hash });
      }
    }
  }
  return { found, looked, isWhole };
}

/** Asks the server through the workspace's own door, past every program of the member's. */
async function door({ socketPath, requests }) {
  return each(requests, ({ method, host, path, headers }) => new Promise((resolve) => {
    const request = http.request({ socketPath, method, path, headers: { ...headers, host }, agent: false, timeout: 10_000 }, (response) => {
      const hash = createHash('sha256');
      response.on('data', (chunk) => hash.update(chunk));
      response.on('end', () => resolve({ status: response.statusCode, body: hash.digest('hex').slice(0, 16) }));
      response.on('error', () => resolve({ status: 0, body: '' }));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', (error) => resolve({ status: 0, body: error.code ?? 'error' }));
    request.end();
  }));
}

function gateways() {
  const lines = text('/proc/net/route').split('\n').slice(1).map((line) => line.split('\t'));
  return lines.filter(([, to]) => to === '00000000').map(([, , hex]) => (hex.match(/../g) ?? []).reverse().map((part) => parseInt(part, 16)).join('.'));
}

/** `open`: somebody answered; `refused`: the packets got there and back; null: nothing came. */
function connect({ address, port }) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: address, port });
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(CONNECT_MS, () => end(null));
    socket.once('connect', () => end('open'));
    socket.once('error', ({ code }) => end(code === 'ECONNREFUSED' ? 'refused' : null));
  });
}

async function network({ targets, gatewayPorts, paths }) {
  const all = [...targets, ...gateways().flatMap((address) => gatewayPorts.map((port) => ({ label: 'host', address, port })))];
  const answers = await each(all, connect);
  const there = paths.filter((path) => fs.existsSync(path));
  const ipv6 = text('/proc/net/if_inet6').split('\n').filter((line) => line !== '' && !line.endsWith(' lo')).map((line) => line.split(/\s+/).at(-1));
  return { tried: all.map((target, at) => ({ ...target, answer: answers[at] })), there, ipv6 };
}

async function resolving({ lookUp }) {
  const hosts = text('/etc/hosts').split('\n').map((line) => line.replace(/#.*/, '').trim()).filter(Boolean).map((line) => line.split(/\s+/));
  const found = await each(lookUp, (name) => Promise.race([
    dns.promises.lookup(name).then(({ address }) => address, () => null),
    new Promise((resolve) => setTimeout(resolve, 4000, null).unref()),
  ]));
  return { hosts: hosts.flatMap(([address, ...called]) => called.map((name) => ({ name, address }))), resolved: lookUp.filter((_, at) => found[at] !== null) };
}

/** What listens, with whose uid; and the Unix sockets that have a name. */
function ports() {
  const listening = ['tcp', 'tcp6'].flatMap((kind) => text(`/proc/net/${kind}`).split('\n').slice(1).filter(Boolean).map((line) => line.trim().split(/\s+/)))
    .filter(([, , , state]) => state === '0A')
    .map(([, local, , , , , , uid]) => ({ address: local.split(':')[0], port: parseInt(local.split(':')[1], 16), uid: Number(uid) }));
  const sockets = [...new Set(text('/proc/net/unix').split('\n').slice(1).map((line) => line.trim().split(/\s+/)[7]).filter((path) => path?.startsWith('/')))];
  return { listening, sockets };
}

/** Everything that a program of the member's can read of environments, and of the agent's configuration. */
function environment() {
  const all = names('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => text(`/proc/${pid}/environ`));
  const pairs = new Set(all.flatMap((one) => one.split('\0')).filter(Boolean));
  return { pairs: [...pairs], config: text('/run/agent/config.json') };
}

const WORK = { files, writes, search, door, network, resolving, ports, environment };

async function main() {
  const job = JSON.parse(fs.readFileSync(0, 'utf8'));
  process.stdout.write(JSON.stringify(await WORK[job.work](job)));
}

main().catch((error) => {
  process.stdout.write(JSON.stringify({ failed: String(error?.message ?? error) }));
  process.exitCode = 1;
});
