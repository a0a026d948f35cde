import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';

import { MemberId, SessionId, type ImportId } from '../../shared/ids.ts';
import type { ImportView } from '../../shared/imports.ts';
import { createAuditLog } from '../audit/create-audit-log.ts';
import { systemClock as clock } from '../clock.ts';
import { createRepositories } from '../git/create-repositories.ts';
import type { Repositories } from '../git/repositories.ts';
import { ModuleRights } from '../grants/module-rights.ts';
import { NEW_MEMBER } from '../members/new-member.ts';
import { createProjects } from '../projects/create-projects.ts';
import { createDockerRuntime } from '../runtimes/docker/create-docker-runtime.ts';
import { createImageBuilder } from '../runtimes/docker/create-image-builder.ts';
import { engineSocketFromEnvironment } from '../runtimes/docker/engine.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import { ImportUseCases } from './import-use-cases.ts';
import { ImportJobs } from './jobs.ts';

const ROOT = join(import.meta.dirname, '../..');
const OWNER = MemberId.parse('m000000000000');

export type ImportsFixture = {
  readonly imports: ImportUseCases;
  readonly storage: Storage;
  readonly repositories: Repositories;
  readonly asking: { actor: { memberId: MemberId; sessionId: SessionId; role: 'owner' }; caller: { address: string; client: string; requestId: string } };
  /** Waits for one of these phases. */
  reached(id: ImportId, phases: readonly ImportView['phase'][]): Promise<ImportView>;
  /** Plain git on a module's repository, by its name; what it printed. */
  git(module: string, ...args: string[]): Promise<string>;
  dispose(): Promise<void>;
};

/** Imports with everything real: engine, image, firewall, git, database. */
export async function createImportsFixture(): Promise<ImportsFixture> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'atelier-imports-'));
  const log = pino({ level: 'silent' });
  const engineSocket = engineSocketFromEnvironment(process.env);
  const extraCaFile = process.env['ATELIER_EXTRA_CA'] || process.env['NODE_EXTRA_CA_CERTS'];
  const images = createImageBuilder({ imagesFolder: join(ROOT, 'workspace-images'), extraCaFile, engineSocket, log });
  const runtime = createDockerRuntime({ dataFolder, agentBundleFolder: join(ROOT, 'dist/agent'), extraCaFile, engineSocket, log });
  const storage = await openStorage({ dataFolder });
  await storage.members.insert(OWNER, { ...NEW_MEMBER, email: 'lea@example.com', name: 'Léa Martin', role: 'owner', language: null, passwordHash: null, createdAtMs: 1 });
  // Uids are counted by installation; two at once on one engine must not meet.
  await storage.settings.insert('next-workspace-uid', { value: String(randomInt(2_000_000, 4_000_000)) });
  const audit = createAuditLog({ storage, clock, log });
  const repositories = createRepositories({ dataFolder, log, clock });
  const staged = createRepositories({ dataFolder: join(dataFolder, 'imports'), log, clock });
  const rights = new ModuleRights(storage);
  const projects = createProjects({ storage, repositories, rights, audit, clock, log, config: { publicUrl: 'http://localhost', templatesFolder: join(ROOT, 'workspace-templates') } });
  const imports = new ImportUseCases({ storage, projects, repositories, staged, jobs: new ImportJobs(runtime), images, audit, clock, log });

  return {
    imports,
    storage,
    repositories,
    asking: { actor: { memberId: OWNER, sessionId: SessionId.parse('s000000000000'), role: 'owner' }, caller: { address: '', client: '', requestId: '' } },
    async reached(id, phases) {
      for (;;) {
        const changed = Promise.withResolvers<void>();
        const end = imports.watch(() => changed.resolve());
        const view = (await imports.list()).find((candidate) => candidate.id === id);
        if (view !== undefined && phases.includes(view.phase)) {
          end();
          return view;
        }
        await changed.promise;
        end();
      }
    },
    async git(module, ...args) {
      const [project = '', slug = ''] = module.split('/');
      const [inProject] = await storage.projects.find({ slugKey: project });
      const [found] = await storage.modules.find({ slugKey: `${inProject?.id ?? ''}/${slug}` });
      const { stdout } = await repositories.git((found?.id ?? '') as Parameters<Repositories['git']>[0], args);
      return stdout.toString('utf8').trim();
    },
    async dispose() {
      await imports.close();
      await projects.close();
      await Promise.all([repositories.close(), staged.close()]);
      await runtime.close();
      await storage.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
