import { setTimeout as delay } from 'node:timers/promises';

import { FilePath, pathToQuery } from '#shared/file-path.ts';
import { ModuleId } from '#shared/ids.ts';
import type { SignedIn } from '#tests/harness/http.ts';
import type { BenchContext } from '../context.ts';
import type { Figure } from '../figure.ts';
import { quantile, repeat } from '../statistics.ts';
import { whenRunning } from '../workspace.ts';

const TIMES = 20;
const POLL_MS = 20;
const TIMEOUT_MS = 60_000;
const PROJECT = 'bench-grants';
const SLUG = 'api';

export const grant: Figure = {
  name: 'grant',
  about: 'a grant that is given, or taken away, to the first answer of the running workspace that has the module, or has it no more',
  async measure(context) {
    const subject = await prepare(context);
    const given: number[] = [];
    const taken: number[] = [];
    await repeat(context.times(TIMES), async () => {
      taken.push(await change(subject, null));
      given.push(await change(subject, 'write'));
      return 0;
    });
    const of = `p95 of ${given.length}`;
    return [
      { what: 'grant given → in a running workspace', unit: 's', value: quantile(given, 0.95) / 1000, of, limit: null, goal: { atMost: 5 } },
      { what: 'grant taken away → no read works', unit: 's', value: quantile(taken, 0.95) / 1000, of, limit: null, goal: { atMost: 5 } },
    ];
  },
};

type Subject = { readonly owner: SignedIn; readonly workspaceId: string; readonly memberId: string; readonly moduleId: string };

/** Whoever makes a module has it: the workspace has it before the first change. */
async function prepare(context: BenchContext): Promise<Subject> {
  const owner = await context.owner();
  const { id: workspaceId } = await context.workspace();
  const { projects } = owner.api;
  const { id: projectId } = await projects.create({ slug: PROJECT });
  const { id: moduleId } = await projects.modules.create({ projectId, slug: SLUG, kind: 'api', description: '', templateId: 'python-api' });
  const { id: memberId } = await owner.api.members.account.me();
  const subject = { owner, workspaceId, memberId, moduleId };
  await until(subject, 200);
  return subject;
}

/** @returns the milliseconds from the asking to the first answer that shows it */
async function change(subject: Subject, access: 'write' | null): Promise<number> {
  const { owner, memberId, workspaceId } = subject;
  const moduleId = ModuleId.parse(subject.moduleId);
  const { grants } = owner.api.projects;
  const [present] = await grants.list({ moduleId });
  const startedMs = performance.now();
  if (access === null) await grants.remove({ memberId, moduleId, revision: present?.revision ?? 0 });
  else await grants.set({ memberId, moduleId, access, revision: null });
  await until(subject, access === null ? 404 : 200);
  const elapsedMs = performance.now() - startedMs;
  await whenRunning(owner.api.workspaces, workspaceId);
  return elapsedMs;
}

/** Asks as the editor does. While the container is remade the answer is another one. */
async function until({ owner, workspaceId }: Subject, status: number): Promise<void> {
  const path = pathToQuery(FilePath.parse(`/workspace/${PROJECT}/${SLUG}/README.md`));
  const endMs = performance.now() + TIMEOUT_MS;
  for (;;) {
    const response = await owner.fetch(`/api/workspaces/${workspaceId}/agent/files/content?path=${path}`).catch(() => null);
    await response?.arrayBuffer().catch(() => null);
    if (response?.status === status) return;
    if (performance.now() > endMs) throw new Error(`no ${status} within ${TIMEOUT_MS} ms`);
    await delay(POLL_MS);
  }
}
