import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';

import { OWNER_PAGES } from '#server/gateway/page-access.ts';
import { pathToQuery } from '#shared/file-path.ts';
import type { ImportView } from '#shared/imports.ts';
import type { ImportId, ModuleId } from '#shared/ids.ts';
import { run } from '../harness/run.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { removeWorkspaces } from './clean-up.ts';
import { Colleague, type Who } from './leaks/colleague.ts';
import { lookEverywhere, type Places } from './leaks/curious.ts';
import { asForNothing } from './leaks/guesses.ts';
import { bundleMonolith, newMark } from './leaks/monolith.ts';
import { ownersWords } from './leaks/owner-words.ts';
import { inWorkspace, scanWorkspace } from './leaks/scan.ts';
import { findTraces, formsOf, type Traces } from './leaks/traces.ts';
import { OWNER } from './person.ts';
import { createStory } from './story.ts';

/**
 * An owner brings a real application in and splits it; a front-end developer, a back-end developer and a stagiaire
 * work on their parts at the same time. Every byte that their browsers and containers get is searched for the rest.
 */
const MARKS = { web: newMark(), api: newMark(), ai: newMark(), docs: newMark(), vault: newMark(), marie: newMark(), paul: newMark(), sam: newMark() };
type Thing = keyof typeof MARKS;
const someone = (name: 'marie' | 'paul' | 'sam'): Who => ({ name: `${name} ${MARKS[name]}`, email: `${MARKS[name]}@example.com`, password: 'un mot de passe assez long' });
/** What each may not learn of, at all. */
const WITHHELD = { marie: ['api', 'ai', 'docs', 'vault', 'paul'], paul: ['web', 'ai', 'vault', 'marie', 'sam'], sam: ['api', 'ai', 'docs', 'vault', 'paul'] } as const satisfies Record<string, readonly Thing[]>;
const SLUGS = { web: 'web', api: 'api', ai: `${MARKS.ai}-slug`, docs: `${MARKS.docs}-slug` };
const FOLDERS = { web: 'interface', api: 'server', ai: 'models', docs: 'handbook' } as const;
const KINDS = { web: 'interface', api: 'api', ai: 'ai', docs: 'docs' } as const;
const CALL = `curl -s -H 'content-type: text/xml' -d '<methodCall><methodName>supervisor.getSupervisorVersion</methodName></methodCall>' http://api.suite.internal/RPC2`;

let server: RunningServer;
let owner: Colleague;
let marie: Colleague;
let paul: Colleague;
let sam: Colleague;
let work: string;
let places: Places;
const modules = new Map<Thing, ModuleId>();
const chapter = createStory();
const restricted = (): ['marie' | 'paul' | 'sam', Colleague][] => [['marie', marie], ['paul', paul], ['sam', sam]];
const module = (thing: Thing): ModuleId => modules.get(thing) ?? assert.fail(thing);

before(async () => {
  work = await mkdtemp(join(tmpdir(), 'atelier-four-'));
  server = await startServer();
});

after(async () => {
  for (const one of [owner, marie, paul, sam]) await one?.leave();
  for (const who of [OWNER, someone('marie'), someone('paul'), someone('sam')]) await removeWorkspaces(server, who).catch(() => undefined); // who never joined has none
  await server?.stop();
  await rm(work, { recursive: true, force: true });
});

/** The marks, and for modules their ids: those too are nobody else's business. */
function tracesOf(things: readonly Thing[]): Traces {
  return new Map(things.map((thing) => [thing, [...formsOf(MARKS[thing]), ...(modules.has(thing) ? formsOf(module(thing)) : [])]]));
}

async function reached(importId: ImportId, phase: ImportView['phase']): Promise<ImportView> {
  return await until(`the import is ${phase}`, async () => {
    const one = (await owner.client.api.imports.list()).find(({ id }) => id === importId);
    assert.ok(one?.phase === phase || one?.phase !== 'failed', one?.detail);
    return one?.phase === phase && one;
  }, 60_000);
}

/** Commits to a module as the owner, from a machine of theirs. */
async function commit(thing: 'web' | 'ai', { branch, message }: { branch: string; message: string }): Promise<void> {
  const { secret } = await owner.client.api.tokens.create({ name: `${message.slice(0, 30)}`, scope: 'write', moduleIds: [module(thing)], days: 1 });
  const folder = join(work, message);
  const url = `${server.url.replace('//', `//x:${secret}@`)}/git/suite/${SLUGS[thing]}.git`;
  await run(['git', '-c', 'core.symlinks=false', 'clone', '--quiet', '--no-checkout', url, folder]);
  const git = (...args: string[]): Promise<string> => run(['git', '-c', 'user.name=Philippe', '-c', 'user.email=p@example.com', '-C', folder, ...args]);
  await git('read-tree', 'HEAD');
  const tree = (await git('write-tree')).trim();
  const hash = (await git('commit-tree', tree, '-p', 'HEAD', '-m', message)).trim();
  await git('push', '--quiet', 'origin', `${hash}:refs/heads/${branch}`);
}

chapter('an owner brings an application in by its history, and the product splits it', async () => {
  const bundle = bundleMonolith(work, { interface: MARKS.web, server: MARKS.api, models: MARKS.ai, handbook: MARKS.docs });
  owner = await Colleague.at(server, OWNER);
  await owner.person.becomeOwner();
  await owner.signIn();
  const { imports, projects } = owner.client.api;
  const { id } = await imports.upload({ name: 'mono.bundle' });
  const sent = await owner.client.fetch(`/api/imports/${id}/archive`, { method: 'PUT', body: await readFile(await bundle) });
  assert.equal(sent.status, 200, await sent.text());
  await reached(id, 'ready');
  const planned = (['web', 'api', 'ai', 'docs'] as const).map((thing) => ({ projectSlug: 'suite', slug: SLUGS[thing], kind: KINDS[thing], paths: [FOLDERS[thing]], root: FOLDERS[thing] }));
  await imports.run({ importId: id, plan: { modules: planned, leftOut: [], keepOldHashes: false } });
  const done = await reached(id, 'done');
  for (const [index, thing] of (['web', 'api', 'ai', 'docs'] as const).entries()) modules.set(thing, done.modules[index]?.moduleId ?? assert.fail(thing));

  const vault = await projects.create({ slug: `${MARKS.vault}-slug`, title: `${MARKS.vault} title` });
  const inVault = await projects.modules.create({ projectId: vault.id, slug: `${MARKS.vault}-module`, kind: 'service', description: `${MARKS.vault} about`, templateId: 'node-websocket' });
  modules.set('vault', inVault.id);
  for (const thing of ['web', 'api', 'ai', 'docs'] as const) {
    const { revision } = (await projects.overview()).projects.flatMap((project) => project.modules).find((one) => one.id === module(thing)) ?? assert.fail(thing);
    await projects.modules.update({ moduleId: module(thing), revision, description: `${MARKS[thing]} about` });
  }
  await commit('ai', { branch: `${MARKS.ai}branch`, message: `${MARKS.ai}onbranch` });
  await projects.reaches.set({ fromModuleId: module('web'), toModuleId: module('api') });
});

chapter('three colleagues join, each with what they need, and open their workspaces at the same time', async () => {
  const by = owner.client;
  [marie, paul, sam] = await Promise.all([
    Colleague.invited(server, someone('marie'), { by, role: 'developer', grants: [{ moduleId: module('web'), access: 'write' }] }),
    Colleague.invited(server, someone('paul'), { by, role: 'developer', grants: [{ moduleId: module('api'), access: 'write' }, { moduleId: module('docs'), access: 'read' }] }),
    Colleague.invited(server, someone('sam'), { by, role: 'stagiaire', grants: [{ moduleId: module('web'), access: 'write' }] }),
  ]);
  await Promise.all([marie.openWorkspace(`front-${MARKS.marie}`), paul.openWorkspace(`back-${MARKS.paul}`), sam.openWorkspace(`learn-${MARKS.sam}`)]);
  const held = async (one: Colleague): Promise<string> => (await inWorkspace(one.workspace, ['sh', '-c', 'cd /workspace && ls -d */*'])).output.trim();
  assert.deepEqual(await Promise.all([marie, paul, sam].map(held)), ['suite/web', ['suite/api', `suite/${SLUGS.docs}`].join('\n'), 'suite/web']);
});

chapter('the API runs in one workspace and is called from the other’s terminal, by its name', async () => {
  await paul.person.terminalShows(/[$#] ?$/m);
  await paul.person.runInTerminal(`cd /workspace/suite/api && (SERVICE_KEY=${MARKS.api}env nohup python3 -m supervisor.supervisord -n -c dev.conf >~/${MARKS.api}.log 2>&1 &) ; echo ${MARKS.api}log >>~/service.log`);
  await paul.client.api.services.share({ workspaceId: paul.workspace, moduleId: module('api'), port: 8000 });
  const asked = { workspaceId: marie.workspace };
  await until('the neighbour answers', async () => (await marie.client.api.services.get(asked)).neighbours.some(({ slug, state }) => slug === 'api' && state === 'answers'));
  await marie.person.terminalShows(/[$#] ?$/m);
  await marie.person.typeInTerminal(CALL);
  await marie.person.terminalShows(/<string>4[.]3[.]0<\/string>/);
  await marie.person.runInTerminal('test ! -e /workspace/suite/api');
});

chapter('the stagiaire edits without a terminal, and what he saves is in his own copy', async () => {
  const { page } = sam.person;
  await sam.person.openFile('suite/web', 'ui', 'status.html');
  await sam.person.replaceText('by the stagiaire');
  await sam.person.save();
  assert.equal((await inWorkspace(sam.workspace, ['cat', '/workspace/suite/web/ui/status.html'])).output.trim(), 'by the stagiaire');
  assert.equal(await page.getByRole('region', { name: 'Terminal' }).count(), 0);
});

chapter('what a hostile repository asks for is not done: no program of it ran, and its links lead to the container’s own', async () => {
  for (const one of [marie, sam]) {
    const { output } = await inWorkspace(one.workspace, ['sh', '-c', 'ls /tmp/owned 2>&1; cd /workspace/suite/web && git status --porcelain 2>&1 | grep -v ui/status.html; readlink passwd; ls -A evil; git config --list | grep -c evil']);
    assert.equal(output.trim(), "ls: cannot access '/tmp/owned': No such file or directory\n/etc/passwd\n0");
    const { output: passwd } = await inWorkspace(one.workspace, ['cat', '/etc/passwd']);
    const read = await one.client.fetch(`/api/workspaces/${one.workspace}/agent/files/content?path=${pathToQuery('/workspace/suite/web/passwd')}`);
    assert.equal(await read.text(), passwd);
  }
  assert.ok((await run(['cat', '/etc/passwd'])) !== (await inWorkspace(marie.workspace, ['cat', '/etc/passwd'])).output);
});

chapter('each looks everywhere while the owner goes on working', async () => {
  const me = await Promise.all([marie, paul, sam].map(async ({ client }) => (await client.api.members.account.me()).id));
  places = {
    workspaces: [marie.workspace, paul.workspace, sam.workspace],
    params: { moduleId: [...modules.values()], memberId: me, projectId: (await owner.client.api.projects.overview()).projects.map(({ id }) => id) },
  };
  await Promise.all([...restricted().map(([, one]) => lookEverywhere(one, places)), (async () => {
    for (const page of ['/projects', ...OWNER_PAGES, '/projects']) await owner.person.goTo(page);
  })()]);
  await Promise.all(restricted().map(([, one]) => one.person.goTo('/projects')));
  const { projects, team } = owner.client.api;
  await commit('ai', { branch: 'main', message: `${MARKS.ai}later` });
  const { projectId, revision } = (await projects.overview()).projects.flatMap((project) => project.modules).find(({ id }) => id === module('ai')) ?? assert.fail('ai');
  await projects.modules.update({ moduleId: module('ai'), revision, description: `${MARKS.ai} described anew` });
  await projects.modules.create({ projectId, slug: `${MARKS.vault}-new`, kind: 'library', description: '', templateId: null });
  await team.invite({ email: `${MARKS.vault}@example.com`, role: 'developer', language: 'en', limits: null, grants: [{ moduleId: module('vault'), access: 'write' }] });
  await commit('web', { branch: 'main', message: 'the last of all' });
  await Promise.all([owner.wasSent(`${MARKS.ai} described anew`), marie.wasSent('the last of all'), sam.wasSent('the last of all')]);
});

chapter('the search finds what it should: all of it at the owner’s, and everybody’s own', async () => {
  const found = (one: Colleague, things: readonly Thing[]): string[] => {
    const traces = tracesOf(things);
    const received = one.tap.received();
    return things.filter((thing) => received.some(({ bytes }) => findTraces(bytes, traces).some(({ name }) => name === thing)));
  };
  const all: Thing[] = ['web', 'api', 'ai', 'docs', 'vault', 'marie', 'paul', 'sam'];
  assert.deepEqual(found(owner, all), all);
  assert.deepEqual(found(marie, ['web', 'marie']), ['web', 'marie']);
  assert.deepEqual(found(paul, ['api', 'docs', 'paul']), ['api', 'docs', 'paul']);
  assert.deepEqual(found(sam, ['web', 'sam']), ['web', 'sam']);
  for (const [name, one] of restricted()) {
    const received = one.tap.received();
    for (const kind of ['socket ', 'live', '.js', '/api/']) assert.ok(received.some(({ what, bytes }) => what.includes(kind) && bytes.length > 200), `${name} ${kind}`);
  }
});

chapter('A20 no byte that a browser received is of what was withheld', async () => {
  const leaks = restricted().flatMap(([name, one]) => {
    const traces = tracesOf(WITHHELD[name]);
    return one.tap.received().flatMap(({ what, bytes }) => findTraces(bytes, traces).map((trace) => `${name} was sent ${trace.name} by ${what}: ${trace.around}`));
  });
  assert.deepEqual(leaks, []);
});

chapter('A18 no word of the owner’s pages and no address of the owner’s API is in what others download', async () => {
  const words = await ownersWords(owner.client, marie.client);
  assert.ok(words.length > 50, String(words.length));
  const has = (one: Colleague): string[] => {
    const everything = Buffer.concat(one.tap.received().map(({ bytes }) => bytes)).toString('utf8');
    return words.filter((word) => everything.includes(word));
  };
  assert.ok(has(owner).length > 20);
  for (const [name, one] of restricted()) assert.deepEqual(has(one), [], name);
});

chapter('A20 no byte that can be read in a container is of what was withheld', async () => {
  const control = newMark();
  const leaks: string[] = [];
  for (const [name, one] of restricted()) {
    await inWorkspace(one.workspace, ['sh', '-c', `mkdir -p ~/c && cd ~/c && git init -q && echo ${control}git | git hash-object -w --stdin && echo ${control} | gzip >~/c.gz && (KEY=${control} sleep 300 >/dev/null 2>&1 &) && echo ${control} >/tmp/c`]);
    const own: Thing = name === 'paul' ? 'docs' : 'web';
    const scan = await scanWorkspace(one.workspace, new Map([...tracesOf([...WITHHELD[name], own]), ['control', formsOf(control)]]));
    const where = (sought: string): string => scan.hits.filter(([hit]) => hit === sought).map(([, at]) => at).join('\n');
    for (const place of [/^unpacked .*c\.gz$/m, /^an object of .*\/c\/.git$/m, /^\/proc\/\d+\/environ$/m, /^\/tmp\/c$/m]) assert.match(where('control'), place);
    for (const place of [/^an object of \/workspace/m, /^the name \/workspace/m]) assert.match(where(own), place);
    for (const mount of ['/home/ws', '/run/agent', '/etc/hosts', `/workspace/suite/${own === 'web' ? 'web' : SLUGS.docs}`]) assert.ok(scan.mounts.includes(mount), mount);
    leaks.push(...scan.hits.filter(([hit]) => hit !== 'control' && hit !== own).map(([hit, at, around]) => `${name} can read ${hit} in ${at}: ${around}`));
  }
  assert.deepEqual(leaks, []);
});

chapter('A17 A20 asking for what is withheld is as asking for what is not there: pages, API, git, previews, neighbours', async () => {
  for (const [name, one] of restricted()) {
    const hidden = name === 'paul' ? 'ai' : 'docs';
    const others = restricted().flatMap(([, other]) => (other === one ? [] : [other.workspace]));
    assert.deepEqual(await asForNothing(one, { project: `${MARKS.vault}-slug`, module: SLUGS[hidden], inProject: `${MARKS.vault}-module`, moduleId: module(hidden), workspaceIds: others }), [], name);
  }
});
