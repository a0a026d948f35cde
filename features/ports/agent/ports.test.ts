import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { after, before, test } from 'node:test';

import type { AgentContext, AgentFeature } from '../../../agent/feature.ts';
import { Saves } from '../../../agent/saves.ts';
import { asAtelierError, refuseUpgrade } from '../../../agent/replies.ts';
import { Capability } from '../../../shared/actor.ts';
import { Repositories } from '../../../agent/git/repositories.ts';
import { AgentConfig } from '../../../shared/agent-protocol.ts';
import { MemberId, SessionId } from '../../../shared/ids.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import type { ListeningPort, portsContract } from '../contract.ts';
import { createPortsFeature } from './index.ts';
import { parseListeners } from './proc-net.ts';

let feature: AgentFeature;
let touches = 0;
const agent = createHttpServer();
before(async () => {
  const config = AgentConfig.parse({ workspaceId: 'w000000000000', secret: 'x'.repeat(32), roots: [{ path: '/', name: '/', kind: 'home', readOnly: false }], env: {} });
  const log = { info() {}, warn() {}, error: (_fields: object, message: string) => process.emitWarning(message) };
  feature = createPortsFeature({ config, log, touch: () => (touches += 1), saves: new Saves(), repositories: new Repositories(config) });
  agent.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    try {
      feature.connect?.(request, socket, head);
    } catch (error) {
      refuseUpgrade(socket, asAtelierError(error));
    }
  });
  agent.listen(0, '127.0.0.1');
  await once(agent, 'listening');
});
/** Ended with the file, so that a test that fails does not keep it running. */
const listeners: ChildProcess[] = [];
after(async () => {
  for (const child of listeners) child.kill('SIGKILL');
  await feature.close?.();
  agent.closeAllConnections();
  agent.close();
});

function client(capabilities: readonly Capability[] = Capability.options): ContractRouterClient<typeof portsContract> {
  const context: AgentContext = {
    actor: { memberId: MemberId.parse('m000000000000'), sessionId: SessionId.parse('s000000000000'), role: 'developer' },
    capabilities: new Set(capabilities),
  };
  return createRouterClient(feature.router ?? {}, { context }) as ContractRouterClient<typeof portsContract>;
}

/** Ends a listener with whoever holds its stdin, so also when this file is killed and `after` never runs. */
const UNTIL_STDIN_ENDS = "process.stdin.resume().once('close',()=>process.exit());";

/** A program that listens; it says its port. @throws when it ends before it has */
async function listener(code: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['-e', UNTIL_STDIN_ENDS + code], { stdio: ['pipe', 'pipe', 'inherit'] });
  listeners.push(child);
  const ended = once(child, 'exit').then(([status]) => Promise.reject(new Error(`the listener ended with ${status}`)));
  const [text] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
  ended.catch(() => undefined);
  return { child, port: Number(text.toString()) };
}
const listenOn = (host: string): string => `const s=require('net').createServer(c=>c.pipe(c)).listen(0,'${host}',()=>console.log(s.address().port))`;

async function dial(target: string, head = ''): Promise<{ status: string; socket: Socket }> {
  const socket = connect((agent.address() as AddressInfo).port, '127.0.0.1');
  socket.write(`CONNECT ${target} HTTP/1.1\r\nhost: x\r\n\r\n${head}`);
  const answer = await piece(socket);
  // The program's first bytes may come in the same piece as the agent's answer.
  const [about = '', ...body] = answer.split('\r\n\r\n');
  if (body.join('') !== '') socket.unshift(Buffer.from(body.join('')));
  return { status: about.split('\r\n')[0] ?? '', socket };
}

/** The next bytes; the socket reads only while somebody waits, so that none is lost between two calls. */
async function piece(socket: Socket): Promise<string> {
  const arrived = once(socket, 'data');
  socket.resume();
  const [bytes] = (await arrived) as [Buffer];
  socket.pause();
  return bytes.toString();
}

test('a port that starts to listen is told with its program, and told when it goes', async () => {
  const abort = new AbortController();
  const stream = await client().watch(undefined, { signal: abort.signal });
  await stream.next();
  const { child, port } = await listener(listenOn('127.0.0.1'));
  let found: ListeningPort | undefined;
  while (found === undefined) {
    const { value } = await stream.next();
    assert.ok(Array.isArray(value));
    found = value.find((one) => one.port === port);
  }
  assert.deepEqual(found, { port, program: 'node', reachable: true });
  assert.ok((feature.status?.().ports ?? []).includes(port));
  child.kill();
  for (let gone = false; !gone; ) {
    const { value } = await stream.next();
    gone = Array.isArray(value) && !value.some((one) => one.port === port);
  }
  abort.abort();
  for (let done = false; done !== true; ) done = (await stream.next().catch(() => ({ done: true }))).done === true;
});

test('any address and ::1 can be reached, another one cannot', async () => {
  const any = await listener(listenOn('0.0.0.0'));
  const loopback6 = await listener(listenOn('::1'));
  const other = await listener(listenOn('127.0.0.1').replace("'127.0.0.1'", "(Object.values(require('os').networkInterfaces()).flat().find(i=>i.family==='IPv4'&&!i.internal)||{address:'127.0.0.1'}).address"));
  const ports = await client().list();
  const of = (port: number): boolean | undefined => ports.find((one) => one.port === port)?.reachable;
  assert.equal(of(any.port), true);
  assert.equal(of(loopback6.port), true);
  assert.notEqual(of(other.port), undefined);
  for (const { child } of [any, loopback6, other]) child.kill();
});

for (const host of ['127.0.0.1', '0.0.0.0', '::1', '::']) {
  test(`CONNECT reaches a program that listens on ${host}, bytes go both ways`, async () => {
    const { child, port } = await listener(listenOn(host));
    const before = touches;
    const { status, socket } = await dial(`127.0.0.1:${port}`);
    assert.match(status, /^HTTP\/1.1 200/);
    socket.write('hello');
    assert.equal(await piece(socket), 'hello');
    assert.ok(touches > before);
    const many = touches;
    for (let turn = 0; turn < 50; turn += 1) {
      socket.write('x');
      await piece(socket);
    }
    assert.ok(touches - many <= 1, 'at most once a second');
    socket.end();
    socket.resume();
    await once(socket, 'close');
    child.kill();
  });
}

test('bytes that came with the CONNECT are not lost', async () => {
  const { child, port } = await listener(listenOn('127.0.0.1'));
  const { socket } = await dial(`127.0.0.1:${port}`, 'early');
  assert.equal(await piece(socket), 'early');
  socket.destroy();
  child.kill();
});

test('A37 a target that is no port of this workspace is refused', async () => {
  for (const target of ['127.0.0.1:0', '127.0.0.1:65536', '127.0.0.1:3000abc', '127.0.0.1:80@evil', '10.0.0.1:80', 'localhost:80', '127.0.0.1:-1', '127.0.0.1:', '0177.0.0.1:80']) {
    const { status, socket } = await dial(target);
    assert.match(status, /^HTTP\/1.1 400/, target);
    socket.destroy();
  }
});

test('A39 nobody listens: 502 at once', async () => {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  await once(free, 'close');
  const { status, socket } = await dial(`127.0.0.1:${port}`);
  assert.match(status, /^HTTP\/1.1 502/);
  socket.destroy();
});

test('a reset by the program ends the connection and nothing else', async () => {
  const { child, port } = await listener("const s=require('net').createServer(c=>c.on('data',()=>c.resetAndDestroy())).listen(0,'127.0.0.1',()=>console.log(s.address().port))");
  const { socket } = await dial(`127.0.0.1:${port}`);
  socket.on('error', () => undefined);
  const closed = once(socket, 'close').catch(() => undefined);
  socket.write('x');
  socket.resume();
  await closed;
  const again = await dial(`127.0.0.1:${port}`);
  assert.match(again.status, /200/);
  again.socket.destroy();
  child.kill();
});

test('the list needs the capability', async () => {
  await assert.rejects(client([]).list(), (error) => fromWireError(error).code === 'forbidden');
});

test('the kernel\'s table is read as it is written', () => {
  const line = (local: string, state: string, inode: number): string => `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0 100 0`;
  const table = ['  sl  local_address rem_address', line('0100007F:0BB8', '0A', 1), line('00000000:1F90', '0A', 2), line('0A00000A:0050', '0A', 3), line('0100007F:0BB9', '01', 4), 'nonsense', ''].join('\n');
  assert.deepEqual(parseListeners(table, 4), [
    { port: 3000, address: 'loopback', family: 4, inode: '1' },
    { port: 8080, address: 'any', family: 4, inode: '2' },
    { port: 80, address: 'other', family: 4, inode: '3' },
  ]);
  const table6 = [line('00000000000000000000000001000000:0BB8', '0A', 5), line('00000000000000000000000000000000:0BB9', '0A', 6), line('0000000000000000FFFF00000100007F:0BBA', '0A', 7), line('000080FE00000000FF00A8C000000001:0BBB', '0A', 8)].join('\n');
  assert.deepEqual(parseListeners(table6, 6).map(({ address }) => address), ['loopback', 'any', 'loopback', 'other']);
  assert.deepEqual(parseListeners('', 4), []);
  const resolver = '   0: 0B00007F:8EBF 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1';
  assert.deepEqual(parseListeners(resolver, 4), [], 'the container engine’s own resolver is no program of the member’s');
  const door = resolver.replace('0B00007F:8EBF', '01004D7F:0050');
  assert.deepEqual(parseListeners(door, 4), [], 'nor is the agent’s own way to the server');
  assert.equal(parseListeners(door.replace(':0050', ':0051'), 4).length, 1);
});

test('an HTTP request goes through', async () => {
  const { child, port } = await listener("const s=require('http').createServer((q,r)=>r.end(q.url)).listen(0,'127.0.0.1',()=>console.log(s.address().port))");
  const { socket } = await dial(`127.0.0.1:${port}`);
  const request = httpRequest({ path: '/some/path', createConnection: () => socket });
  request.end();
  socket.resume();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const [body] = (await once(response, 'data')) as [Buffer];
  assert.equal(body.toString(), '/some/path');
  socket.destroy();
  child.kill();
});
