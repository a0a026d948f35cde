import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Script } from 'node:vm';

import { AGENT_CONFIG, AGENT_SOCKET, type AgentConfig } from '../shared/agent-protocol.ts';
import { WorkspaceId } from '../shared/ids.ts';

/**
 * Starts the agent of a built folder, asks it one question and keeps the code that V8 compiled for that in
 * `bundle.compiled`. `node compile.ts <folder>`, with the folder's own Node and the flags of supervisor.sh: code
 * compiled by another one, or with others, is not taken. Ends by itself.
 */
const [folder = ''] = process.argv.slice(2);
const place = mkdtempSync(join(tmpdir(), 'atelier-compile-'));
process.once('exit', () => rmSync(place, { recursive: true, force: true }));

const config: AgentConfig = {
  workspaceId: WorkspaceId.parse('w000000000001'),
  secret: 'of-nobody-since-nothing-is-signed-with-it',
  roots: [{ path: place, name: 'home', kind: 'home', readOnly: false }],
  env: {},
};
writeFileSync(join(place, AGENT_CONFIG), JSON.stringify(config));
process.env['ATELIER_AGENT_FOLDER'] = place;
process.env['ATELIER_AGENT_BUNDLE'] = folder;

const server = createServer().listen(join(place, AGENT_SOCKET));
const dialled = once(server, 'connection') as Promise<[Socket]>;
const agent = createRequire(import.meta.url)(join(folder, 'agent.cjs')) as { load(): Script; run(script: Script): void };
const script = agent.load();
agent.run(script);

const [socket] = await dialled;
await once(socket, 'data'); // its hello
const asked = request({ path: '/status', createConnection: () => socket }).end();
const [response] = (await once(asked, 'response')) as [IncomingMessage];
await once(response.resume(), 'end');
if (response.statusCode !== 200) throw new Error(`the agent answered ${response.statusCode}`);
writeFileSync(join(folder, 'bundle.compiled'), script.createCachedData());
process.exit(0);
