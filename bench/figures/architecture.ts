import { createHash } from 'node:crypto';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';

import { createRepositories } from '#server/git/create-repositories.ts';
import { createLog } from '#server/log.ts';
import { NEW_MEMBER } from '#server/members/new-member.ts';
import { openStorage } from '#server/storage/open.ts';
import { MemberId, ModuleId, ProjectId } from '#shared/ids.ts';
import { openBrowser } from '#tests/harness/browser.ts';
import { signInOverHttp } from '#tests/harness/http.ts';
import { removeData } from '#tests/harness/remove-data.ts';
import { startServer } from '#tests/harness/server.ts';
import type { Figure } from '../figure.ts';
import { installPageClock, timeToText } from '../page-clock.ts';
import { median, quantile } from '../statistics.ts';

const PROJECTS = 50;
const MODULES = 500;
const MEMBERS = 100;
const GRANTS_EACH = 6;
const VISITS = 5;
const CHANGES = 10;
const PAN_STEPS = 120;
const KINDS = ['interface', 'api', 'ai', 'service', 'library', 'docs'] as const;
const OWNER = { email: 'bench@atelier.test', password: 'bench-password-of-the-owner' };

/** The whole of a large installation: 50 projects, 500 modules with a repository each, 100 members. */
export const architecture: Figure = {
  name: 'architecture',
  about: 'a server with 50 projects, 500 modules and 100 members: navigation to tree and picture, a change to its sight, frames while panning',
  async measure(context) {
    const dataFolder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
    await seed(dataFolder);
    const server = await startServer({ dataFolder, engine: false, env: { ATELIER_OWNER_EMAIL: OWNER.email, ATELIER_OWNER_PASSWORD: OWNER.password } });
    const browser = await openBrowser();
    try {
      await installPageClock(browser);
      await signIn(browser, server.url);
      const usable: number[] = [];
      for (let count = 0; count < context.times(VISITS); count += 1) {
        const page = await browser.newPage();
        usable.push(Math.max(await timeToText(page, `${server.url}/architecture`, { selector: '.arch-card', text: 'module-' }), await page.evaluate(() => globalThis.atelierBench.when({ selector: '.arch-tree', text: 'project-' }))));
        await page.close();
      }
      const page = await browser.newPage();
      await timeToText(page, `${server.url}/architecture`, { selector: '.arch-card', text: 'module-' });
      const { api } = await signInOverHttp(server.url, OWNER);
      const [project] = (await api.projects.overview()).projects;
      if (project === undefined) throw new TypeError('nothing was seeded');
      const live: number[] = [];
      for (let count = 0; count < context.times(CHANGES); count += 1) {
        const slug = `live-${count}`;
        const startedMs = performance.now();
        await api.projects.modules.create({ projectId: project.id, slug, kind: 'api', description: '', templateId: null });
        await page.getByText(slug, { exact: true }).first().waitFor();
        live.push(performance.now() - startedMs);
      }
      const frames = await pan(page);
      return [
        { what: '/architecture → tree and picture', unit: 'ms', value: median(usable), of: `median of ${usable.length}`, limit: null, goal: { atMost: 1000 } },
        { what: '/architecture: a change → seen', unit: 'ms', value: quantile(live, 0.95), of: `p95 of ${live.length}`, limit: null, goal: { atMost: 1000 } },
        { what: '/architecture: longest frame while panning', unit: 'ms', value: Math.max(...frames), of: `longest of ${frames.length}`, limit: null, goal: { atMost: 50 } },
      ];
    } finally {
      await browser.close();
      await server.stop();
      await removeData(dataFolder);
    }
  },
};

async function signIn(browser: BrowserContext, url: string): Promise<void> {
  const page = await browser.newPage();
  await page.goto(`${url}/login`);
  await page.getByRole('textbox', { name: 'Email' }).fill(OWNER.email);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${url}/workspaces`);
  await page.close();
}

/** Drags the picture to and fro. @returns milliseconds between frames */
async function pan(page: Page): Promise<number[]> {
  const box = await page.locator('.arch-canvas').boundingBox();
  if (box === null) throw new TypeError('there is no picture');
  const frames = page.evaluate((steps) => new Promise<number[]>((resolve) => {
    const times: number[] = [];
    let last = performance.now();
    const next = (now: number): void => {
      times.push(now - last);
      last = now;
      if (times.length > steps) resolve(times.slice(1));
      else requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  }), PAN_STEPS);
  await page.mouse.move(box.x + box.width / 2, box.y + 8);
  await page.mouse.down();
  for (let step = 0; step < PAN_STEPS; step += 1) await page.mouse.move(box.x + box.width / 2 - 4 * step, box.y + 8 + 3 * step);
  await page.mouse.up();
  return await frames;
}

function idOf(letter: string, at: number): string {
  return `${letter}${createHash('sha256').update(`${letter}${at}`).digest('hex').slice(0, 12)}`;
}

/** Written as the server writes it, before it starts. */
async function seed(dataFolder: string): Promise<void> {
  const storage = await openStorage({ dataFolder });
  const repositories = createRepositories({ dataFolder, log: createLog('silent'), clock: { now: () => Date.now() } });
  try {
    const members = Array.from({ length: MEMBERS - 1 }, (_, at) => MemberId.parse(idOf('m', at)));
    for (const [at, id] of members.entries()) await storage.members.insert(id, { ...NEW_MEMBER, email: `member-${at}@atelier.test`, name: `Member ${String.fromCodePoint(65 + (at % 26))}${at}`, role: 'developer', language: null, passwordHash: null, createdAtMs: 1 });
    for (let at = 0; at < PROJECTS; at += 1) await storage.projects.insert(idOf('p', at), { slug: `project-${at}`, slugKey: `project-${at}`, title: `Project ${at}`, state: 'live', trashedAtMs: null, createdAtMs: 1 });
    const modules = Array.from({ length: MODULES }, (_, at) => ModuleId.parse(idOf('r', at)));
    for (const [at, id] of modules.entries()) {
      const projectId = ProjectId.parse(idOf('p', at % PROJECTS));
      await storage.modules.insert(id, { projectId, slug: `module-${at}`, slugKey: `${projectId}/module-${at}`, kind: KINDS[at % KINDS.length] ?? 'api', description: '', state: 'live', trashedAtMs: null, protectedBranches: ['main'], createdAtMs: 1 });
      // One is filled and looked at, the others are its copies: as after a restart of a server that was used.
      const [first = id] = modules;
      if (id !== first) await cp(repositories.folder(first), repositories.folder(id), { recursive: true });
      else {
        await repositories.create(id);
        await repositories.commitFiles(id, { files: [{ path: 'src/main.py', content: Buffer.from('print(1)\n') }], message: 'Begin', author: { name: 'A', email: 'a@atelier.test' } });
        await repositories.facts(id);
      }
      for (let count = 0; count < GRANTS_EACH; count += 1) {
        const memberId = members[(at * GRANTS_EACH + count * 7) % members.length];
        if (memberId === undefined) continue;
        const pairKey = `${memberId}/${id}`;
        if ((await storage.grants.get(pairKey)) === null) await storage.grants.insert(pairKey, { memberId, moduleId: id, pairKey, access: count % 2 === 0 ? 'write' : 'read', grantedBy: memberId, grantedAtMs: 1 });
      }
      const next = modules[at + PROJECTS];
      if (next !== undefined) await storage.reaches.insert(`${id}/${next}`, { fromModuleId: id, toModuleId: next, pairKey: `${id}/${next}` });
    }
  } finally {
    await repositories.close();
    await storage.close();
  }
}
