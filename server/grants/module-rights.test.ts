import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

import { MemberId, ModuleId, ProjectId } from '../../shared/ids.ts';
import type { GrantAccess, Lifecycle } from '../../shared/projects.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import { ModuleRights, pairKey } from './module-rights.ts';

const dataFolder = mkdtempSync(join(tmpdir(), 'atelier-rights-'));
const SHOP = ProjectId.parse('p000000000001');
const OLD = ProjectId.parse('p000000000002');
const API = ModuleId.parse('r000000000001');
const UI = ModuleId.parse('r000000000002');
const AI = ModuleId.parse('r000000000003');
const ATTIC = ModuleId.parse('r000000000004');
const marie = { id: MemberId.parse('m000000000001'), role: 'developer' } as const;
const sam = { id: MemberId.parse('m000000000002'), role: 'stagiaire' } as const;
const lea = { id: MemberId.parse('m000000000000'), role: 'owner' } as const;

let storage: Storage;
let rights: ModuleRights;

async function project(id: ProjectId, slug: string, state: Lifecycle = 'live'): Promise<void> {
  await storage.projects.insert(id, { slug, slugKey: slug, title: slug, state, trashedAtMs: null, createdAtMs: 1 });
}

async function module(id: ModuleId, projectId: ProjectId, slug: string): Promise<void> {
  const named = { slug, slugKey: `${projectId}/${slug}`, kind: 'api' as const, description: '' };
  await storage.modules.insert(id, { ...named, projectId, state: 'live', trashedAtMs: null, protectedBranches: ['main'], createdAtMs: 1 });
}

async function grant(memberId: MemberId, moduleId: ModuleId, access: GrantAccess): Promise<void> {
  const key = pairKey(memberId, moduleId);
  await storage.grants.insert(key, { memberId, moduleId, pairKey: key, access, grantedBy: lea.id, grantedAtMs: 1 });
}

before(async () => {
  storage = await openStorage({ dataFolder });
  await project(SHOP, 'shop');
  await project(OLD, 'old', 'archived');
  await module(UI, SHOP, 'ui');
  await module(API, SHOP, 'api');
  await module(AI, SHOP, 'ai');
  await module(ATTIC, OLD, 'attic');
});
beforeEach(async () => {
  for (const { id } of await storage.grants.find()) await storage.grants.delete(id);
  for (const { id } of await storage.reaches.find()) await storage.reaches.delete(id);
  rights = new ModuleRights(storage);
});
after(async () => {
  await storage.close();
  rmSync(dataFolder, { recursive: true });
});

test('a member has what is granted, by name, and nothing of an archived project', async () => {
  await grant(marie.id, UI, 'write');
  await grant(marie.id, API, 'read');
  await grant(marie.id, ATTIC, 'write');
  const granted = await rights.granted(marie);
  assert.deepEqual(granted.map(({ projectSlug, slug, access }) => [projectSlug, slug, access]), [['shop', 'api', 'read'], ['shop', 'ui', 'write']]);
  assert.equal(await rights.accessTo(marie, ATTIC), null);
});

test('a stagiaire who may write proposes', async () => {
  await grant(sam.id, UI, 'write');
  await grant(sam.id, API, 'read');
  assert.deepEqual((await rights.granted(sam)).map(({ access }) => access), ['read', 'propose']);
  assert.equal((await rights.accessTo(sam, UI))?.access, 'propose');
});

test('an owner may everything and holds what is granted to them', async () => {
  await grant(lea.id, UI, 'write');
  assert.equal((await rights.accessTo(lea, AI))?.access, 'write');
  assert.deepEqual((await rights.granted(lea)).map(({ slug }) => slug), ['ui']);
});

test('an owner sees every module in use, others what is granted to them', async () => {
  await grant(marie.id, UI, 'read');
  assert.deepEqual((await rights.visible(lea)).map(({ slug, access }) => [slug, access]), [['ai', 'write'], ['api', 'write'], ['ui', 'write']]);
  assert.deepEqual((await rights.visible(marie)).map(({ slug, access }) => [slug, access]), [['ui', 'read']]);
});

test('what is not granted is not there by name either, whatever the name', async () => {
  await grant(marie.id, UI, 'read');
  assert.equal((await rights.accessByName(marie, { project: 'shop', module: 'ui' }))?.id, UI);
  for (const name of [['shop', 'ai'], ['shop', 'none'], ['none', 'ui'], ['shop', ''], ['', ''], ['old', 'attic'], ['shop', '../shop/ui']] as const) {
    assert.equal(await rights.accessByName(marie, { project: name[0], module: name[1] }), null, name.join('/'));
  }
});

test('neighbours are what a held module may reach, not what is held', async () => {
  await grant(marie.id, UI, 'write');
  for (const to of [API, AI]) await storage.reaches.insert(`${UI}/${to}`, { fromModuleId: UI, toModuleId: to, pairKey: `${UI}/${to}` });
  assert.deepEqual((await rights.neighbours(marie)).map(({ slug }) => slug), ['ai', 'api']);
  await grant(marie.id, API, 'read');
  assert.deepEqual((await rights.neighbours(marie)).map(({ slug }) => slug), ['ai']);
  assert.deepEqual(await rights.neighbours(sam), []);
});

test('who a change is about is told, also when a grant is taken back', async () => {
  const told: (MemberId | null)[] = [];
  const end = rights.onChanged((memberId) => told.push(memberId));
  await grant(marie.id, UI, 'read');
  await storage.grants.delete(pairKey(marie.id, UI));
  await storage.reaches.insert('x', { fromModuleId: UI, toModuleId: API, pairKey: 'x' });
  end();
  await grant(marie.id, UI, 'read');
  assert.deepEqual(told, [marie.id, marie.id, null]);
});
