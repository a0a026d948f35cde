import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { buildAgent } from '#agent/build.ts';
import { Actor } from '#shared/actor.ts';
import { DOOR_HOST } from '#shared/agent-protocol.ts';
import type { ProbeKind, ProbeResult, ProofReport } from '#shared/architecture.ts';
import { AtelierError } from '#shared/errors.ts';
import { ImageId, ModuleId, ProjectId } from '#shared/ids.ts';
import type { AgentHub } from '../../agents/agent-hub.ts';
import { systemClock as clock } from '../../clock.ts';
import { createRealDoors, type RealDoors } from '../../door/real-doors.fixture.ts';
import { newId } from '../../ids.ts';
import { pairKey } from '../../grants/module-rights.ts';
import { NEW_MEMBER } from '../../members/new-member.ts';
import type { RuntimeFixture } from '../../runtimes/docker/runtime.fixture.ts';
import type { WorkspacePlan } from '../../runtimes/runtime.ts';
import type { Storage } from '../../storage/storage.ts';
import { Prover } from './prover.ts';

const SHOP = ProjectId.parse('p000000000001');
const WEB = ModuleId.parse(newId('r'));
/** Volumes of read copies have the module's name alone: one that no other test has. */
const LIB = ModuleId.parse(newId('r'));
const VAULT = ModuleId.parse(newId('r'));
const MARIE = Actor.parse({ memberId: 'mmarie0000000', sessionId: 'smarie0000000', role: 'developer' });
const LEA = Actor.parse({ memberId: 'mlea000000000', sessionId: 'slea000000000', role: 'owner' });
const ASKING = { actor: LEA, caller: { address: '192.0.2.7', client: 'test', requestId: '' } };
/** Of the read copy, which several workspaces have. */
const READ_UID = randomInt(2_000_000, 3_000_000);
const RECIPE = 'the recipe of the vault, which nobody else has\n';
const SERVERS_SECRET = 'a-secret-that-only-the-server-has';

suite('A8 proofs from inside real containers', () => {
  let fixture: RuntimeFixture;
  let storage: Storage;
  let prover: Prover;
  let hub: AgentHub;
  let real: RealDoors | undefined;
  const started: WorkspacePlan[] = [];

  const grant = async (moduleId: ModuleId, access: 'read' | 'write'): Promise<void> => {
    const key = pairKey(MARIE.memberId, moduleId);
    await storage.grants.insert(key, { memberId: MARIE.memberId, moduleId, pairKey: key, access, grantedBy: LEA.memberId, grantedAtMs: 1 });
  };

  /** Marie's workspace as it is to be, with `more` that nobody planned. */
  const start = async (name: string, more: (plan: WorkspacePlan) => Partial<WorkspacePlan> = () => ({})): Promise<WorkspacePlan> => {
    const made = fixture.plan();
    const { workspaceId: id, uid, limits, agent } = made;
    const planned: WorkspacePlan = {
      ...made,
      mounts: [
        ...made.mounts,
        { volume: `atelier-${id}-${WEB}`, target: '/workspace/shop/web', readOnly: false },
        { volume: `atelier-read-${LIB}`, target: '/workspace/shop/lib', readOnly: true, ownerUid: READ_UID },
      ],
      hosts: [DOOR_HOST, 'web.shop.internal', 'lib.shop.internal'],
    };
    const plan = { ...planned, ...more(planned) };
    started.push(plan);
    await storage.workspaces.insert(id, {
      memberId: MARIE.memberId, name, nameKey: `${MARIE.memberId}/${name}`, imageId: ImageId.parse('base'), limits, idleStopMs: null, uid, createdAtMs: 1,
      secret: agent.secret, wanted: 'running', stopBecause: 'member', state: { phase: 'running', startedAtMs: 1, idleStopAtMs: null, agentConnected: true }, holds: [], copies: [], made: null, visit: null,
    });
    await hub.listen(id, { folder: fixture.runtime.socketFolder(id), secret: agent.secret });
    await fixture.runtime.apply(plan);
    await hub.ready(id, 30_000);
    return plan;
  };

  const prove = async (plan: WorkspacePlan): Promise<ProofReport> => {
    let report: ProofReport | null = null;
    for await (const progress of prover.prove(ASKING, plan.workspaceId, undefined)) if (progress.type === 'report') report = progress.report;
    return report ?? assert.fail('no report');
  };
  const kind = (report: ProofReport, wanted: ProbeKind): ProbeResult => report.kinds.find((one) => one.kind === wanted) ?? assert.fail(wanted);

  before(async () => {
    const agentBundleFolder = join(import.meta.dirname, '../../../dist/agent');
    await buildAgent(agentBundleFolder);
    real = await createRealDoors({ agentBundleFolder });
    ({ fixture, storage, hub } = real);
    const { rights, repositories, audit } = real;
    prover = new Prover({ storage, rights, repositories, runtime: fixture.runtime, audit, clock, secrets: [SERVERS_SECRET] });
    await storage.members.insert(MARIE.memberId, { ...NEW_MEMBER, email: 'marie@example.test', name: 'Marie', role: 'developer', language: null, passwordHash: '', createdAtMs: 1 });
    await storage.projects.insert(SHOP, { slug: 'shop', slugKey: 'shop', title: 'Shop', state: 'live', trashedAtMs: null, createdAtMs: 1 });
    for (const [id, slug] of [[WEB, 'web'], [LIB, 'lib'], [VAULT, 'vault']] as const) {
      await storage.modules.insert(id, { slug, slugKey: `${SHOP}/${slug}`, kind: 'api', description: '', projectId: SHOP, state: 'live', trashedAtMs: null, protectedBranches: ['main'], createdAtMs: 1 });
      await repositories.create(id);
      const files = [{ path: 'README.md', content: Buffer.from(`# ${slug}, a module of the shop\n`) }, ...(slug === 'vault' ? [{ path: 'recipe.txt', content: Buffer.from(RECIPE) }] : [])];
      await repositories.commitFiles(id, { files, message: 'Begin', author: { name: 'Lea', email: 'lea@example.test' } });
    }
    await grant(WEB, 'write');
    await grant(LIB, 'read');
  });
  after(async () => {
    // Volumes that several of them mount go when none of them runs.
    for (const { workspaceId } of started) await fixture.runtime.remove(workspaceId, []);
    await fixture.runtime.removeVolumes([...new Set(started.flatMap(({ mounts }) => mounts.map(({ volume }) => volume)))]);
    await real?.dispose();
  });

  test('where everything is as planned every attempt comes back empty, each kind is tried, and the counts are on record', async () => {
    const plan = await start('marie');
    const report = await prove(plan);
    assert.deepEqual(report.kinds.flatMap(({ kind: name, holes, incomplete }) => [...holes.map(({ what, answer }) => `${name}: ${what}: ${answer}`), ...(incomplete === null ? [] : [`${name}: ${incomplete}`])]), []);
    assert.equal(report.hiddenModules, 1);
    for (const { kind: name, attempts } of report.kinds) assert.ok(attempts > 0, name);
    assert.equal(report.attempts, report.kinds.reduce((sum, { attempts }) => sum + attempts, 0));
    assert.deepEqual(kind(report, 'git').examples.map(({ answer }) => answer), ['404', '404']);
    const [record] = (await storage.audit.find()).filter(({ action }) => action === 'architecture.prove');
    assert.deepEqual([record?.outcome, record?.target, record?.details['attempts'], record?.details['holes']], ['done', plan.workspaceId, report.attempts, 0]);
    assert.ok(!JSON.stringify(await storage.audit.find()).includes('recipe of the vault'));
  });

  test('planted holes are found and named: a volume more, a content, a name, a secret, a read copy that can be written', async () => {
    const volume = `atelier-read-${VAULT}-${randomBytes(4).toString('hex')}`;
    const plan = await start('holes', (planned) => ({
      mounts: [...planned.mounts.map((mount) => ({ ...mount, readOnly: false })), { volume, target: '/workspace/shop/vault', readOnly: false }],
      hosts: [...planned.hosts, 'vault.shop.internal'],
      agent: { ...planned.agent, env: { LEAKED: SERVERS_SECRET } },
    }));
    await fixture.exec(plan, ['sh', '-c', 'printf %s "$1" > /home/ws/copied.txt', 'sh', RECIPE]);
    const report = await prove(plan);
    const holes = (name: ProbeKind): string[] => kind(report, name).holes.map(({ what, answer }) => `${what}: ${answer}`);
    const files = holes('files').join('\n');
    assert.match(files, /ls \/workspace\/shop\/vault: it is there/);
    assert.match(files, /a mount of shop\/vault: mounted at \/workspace\/shop\/vault/);
    assert.match(files, /mount at \/workspace\/shop\/lib: it can be written/);
    assert.match(holes('search').join('\n'), /find shop\/vault\/recipe\.txt: its content is at \/home\/ws\/copied\.txt/);
    assert.match(holes('names').join('\n'), /the name vault\.shop\.internal: it leads somewhere/);
    assert.match(holes('environment').join('\n'), /secret 1 of the server: it is in an environment/);
    assert.ok(!JSON.stringify(report).includes(SERVERS_SECRET) && !JSON.stringify(report).includes('which nobody else has'));
    assert.equal(report.holes, report.kinds.reduce((sum, one) => sum + one.holes.length, 0));
    const { output } = await fixture.exec(plan, ['sh', '-c', 'find /workspace /home/ws /tmp -name ".atelier-probe*"']);
    assert.equal(output, '', 'the probes left something behind');
  });

  test('what does not run is not proved, an owner has nothing hidden, and both are told', async () => {
    const stopped = await start('stopped');
    const before = await storage.workspaces.get(stopped.workspaceId);
    assert.ok(before !== null);
    await storage.workspaces.replace(stopped.workspaceId, before.revision, { ...before, state: { phase: 'stopped', stoppedAtMs: 1, because: 'member' } });
    const refused = async (code: string): Promise<void> => {
      await assert.rejects(prover.prove(ASKING, stopped.workspaceId, undefined).next(), (error) => error instanceof AtelierError && error.code === code);
    };
    await refused('not_running');
    const member = await storage.members.get(MARIE.memberId);
    assert.ok(member !== null);
    await storage.members.replace(MARIE.memberId, member.revision, { ...member, role: 'owner' });
    await refused('invalid_input');
  });
});
