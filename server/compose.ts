import { join } from 'node:path';

import type { WorkspaceId } from '../shared/ids.ts';
import { createAgentHub } from './agents/create-agent-hub.ts';
import { createArchitecture } from './architecture/create-architecture.ts';
import { createAuditLog } from './audit/create-audit-log.ts';
import { keepRetention } from './audit/retention.ts';
import { createAuth, type Auth } from './auth/create-auth.ts';
import { Refusals } from './auth/refusals.ts';
import { SecretBox } from './auth/secret-box.ts';
import { ensureBaseImage } from './base-image.ts';
import { systemClock as clock } from './clock.ts';
import { publicOrigin, type Config } from './config.ts';
import { createDoors } from './door/create-doors.ts';
import { withDoors } from './door/with-doors.ts';
import { createFeatures } from './features.ts';
import { createCallerOf } from './gateway/caller.ts';
import { createApi } from './gateway/create-api.ts';
import { createGateway, type Gateway } from './gateway/create-gateway.ts';
import { createSocketRegistry } from './gateway/create-socket-registry.ts';
import { createFailures } from './gateway/failures.ts';
import { createHosts } from './gateway/hosts.ts';
import { createMetrics, createMetricsAccess } from './gateway/metrics.ts';
import { startPages } from './gateway/next-pages.ts';
import { isReviews, projectNamed } from './gateway/page-access.ts';
import { createPreviews, PREVIEW_ENTRANCE } from './gateway/previews/create-previews.ts';
import { createRelay } from './gateway/relay/create-relay.ts';
import { listStaticFiles } from './gateway/static-files.ts';
import { createGit } from './git/create-git.ts';
import { createRepositories } from './git/create-repositories.ts';
import { ModuleRights } from './grants/module-rights.ts';
import type { Log } from './log.ts';
import { createImports } from './imports/create-imports.ts';
import { createProjects } from './projects/create-projects.ts';
import { createProposals } from './proposals/create-proposals.ts';
import { createAskAgent } from './remotes/ask-agent.ts';
import { RemoteKeys } from './remotes/remote-keys.ts';
import { createDockerRuntime } from './runtimes/docker/create-docker-runtime.ts';
import { createImageBuilder } from './runtimes/docker/create-image-builder.ts';
import { openStorage } from './storage/open.ts';
import { createWorkspaces } from './workspaces/create-workspaces.ts';

const YEAR_SECONDS = 31_536_000;

export type Parts = {
  readonly config: Config;
  /** What the listener got. */
  readonly listener: { readonly port: number; readonly openSockets: number };
  /** The checkout: pages, public/, workspace-images/, dist/. */
  readonly folder: string;
  readonly dev: boolean;
  readonly log: Log;
  /** A line for the person at the console. */
  readonly say: (line: string) => void;
};

export type Server = {
  readonly gateway: Gateway;
  readonly publicUrl: string;
  readonly setup: Auth['setup'];
  /** Ends what this process does and keeps nothing open; workspaces run on. */
  close(): Promise<void>;
};

/** Makes every part and ties them together; `close` undoes it in the opposite order, also when this fails half-way. */
export async function compose({ config, listener, folder, dev, log, say }: Parts): Promise<Server> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).toReversed()) await end().catch((error: unknown) => log.error({ err: error }, 'a part did not end well'));
  };
  try {
    const publicUrl = publicOrigin(config, listener.port);
    const hosts = createHosts({ publicUrl, domain: config.domain });
    const callerOf = createCallerOf(config);
    const pagesStarting = startPages({ folder, dev, port: listener.port });
    // Awaited below; without this a failure of another part first would leave it unhandled.
    pagesStarting.catch(() => undefined);
    const statics = Promise.all([
      listStaticFiles(join(folder, '.next/static'), { prefix: '/_next/static', cacheControl: `public, max-age=${YEAR_SECONDS}, immutable` }),
      listStaticFiles(join(folder, 'dist/editor'), { prefix: '/editor-assets', cacheControl: `public, max-age=${YEAR_SECONDS}, immutable` }),
      listStaticFiles(join(folder, 'public'), { prefix: '', cacheControl: 'public, max-age=3600' }),
    ]);

    const storage = await openStorage(config);
    closers.push(() => storage.close());
    const audit = createAuditLog({ storage, clock, log });
    const retention = keepRetention({ storage, clock, days: config.auditDays, log });
    closers.push(() => retention.close());
    const [publicOne, ...moreOrigins] = hosts.ideOrigins;
    const auth = await createAuth({ storage, audit, clock, log, callerOf, config: { ...config, publicUrl: publicOne ?? publicUrl, moreOrigins } });
    closers.push(() => auth.close());

    const repositories = createRepositories({ dataFolder: config.dataFolder, log, clock });
    closers.push(() => repositories.close());
    const rights = new ModuleRights(storage);
    const git = createGit({ storage, repositories, rights, audit, clock, log });
    closers.push(() => git.close());
    const projectsConfig = { publicUrl: publicOne ?? publicUrl, templatesFolder: join(folder, 'workspace-templates') };
    const projects = createProjects({ storage, repositories, rights, audit, clock, log, config: projectsConfig });
    closers.push(() => projects.close());
    const proposals = createProposals({ storage, repositories, rights, audit, clock, log });
    closers.push(() => proposals.close());

    const engine = { extraCaFile: config.extraCaFile, engineSocket: config.engineSocket, log };
    const runtime = createDockerRuntime({ ...engine, dataFolder: config.dataFolder, agentBundleFolder: join(folder, 'dist/agent') });
    closers.push(() => runtime.close());
    const imagesFolder = join(folder, 'workspace-images');
    const images = createImageBuilder({ ...engine, imagesFolder, dataFolder: config.dataFolder });
    const imports = createImports({ storage, projects, repositories, runtime, images, audit, clock, log, dataFolder: config.dataFolder });
    closers.push(() => imports.close());
    const channels = createAgentHub({ log, clock });
    closers.push(() => channels.close());
    const doors = createDoors({ storage, rights, git: git.http, hub: channels, audit, clock, log });
    closers.push(() => doors.close());
    const hub = withDoors(channels, doors);
    const sockets = createSocketRegistry();
    const previewUrl = ({ code, ...preview }: { workspaceId: WorkspaceId; port: number; code: string }): string =>
      `${hosts.previewOrigin(preview)}${PREVIEW_ENTRANCE}?code=${code}`;
    const { standings } = auth.members;
    const workspaces = await createWorkspaces({
      storage, audit, runtime, images, hub, sockets, rights, repositories, grants: projects.grants, clock, log,
      onOut: (listener) => standings.onOut(listener),
      config: { dataFolder: config.dataFolder, imagesFolder, previewUrl },
    });
    closers.push(() => workspaces.close());
    await ensureBaseImage(images, { say, clock });
    const { access, previewCodes } = workspaces;
    const previews = createPreviews({ access, hub, sockets, clock, redeem: (code) => previewCodes.redeem(code), stillGood: (actor) => auth.authenticator.stillGood(actor), cookieKey: auth.keyFor('previews') });
    auth.authenticator.onEnded(({ sessionId }) => {
      sockets.closeSession(sessionId, 'not_signed_in');
    });
    const [pages] = await Promise.all([pagesStarting, workspaces.start(), projects.start(), imports.recover()]);
    closers.push(() => pages.close());
    const services = doors.services(access);
    const secrets = [config.mongoUri, config.ownerPassword, config.smtpUrl, config.oidc?.clientSecret, config.metricsToken].filter((secret) => secret !== undefined);
    const architecture = createArchitecture({ storage, projects, workspaces, services, rights, repositories, runtime, audit, clock, secrets });
    closers.push(async () => architecture.close());
    proposals.start().catch((error: unknown) => log.error({ err: error }, 'the proposals could not be looked through'));
    const box = new SecretBox(auth.keyFor('keys of other git servers').toString('base64url'));
    const remoteKeys = new RemoteKeys({ storage, box, access, ask: createAskAgent({ hub, clock }), audit, clock });
    const features = createFeatures({ architecture, auth, git, workspaces, projects, imports, proposals, services, remoteKeys, storage, clock, config });
    const gateway = createGateway({
      hosts,
      callerOf,
      authenticator: auth.authenticator,
      authHandler: auth.handler,
      setupOpen: () => auth.setup.open(),
      pageExists: async (actor, path) => {
        if (isReviews(path)) return await proposals.hasReviews(actor);
        const slug = projectNamed(path);
        return slug === null || (await projects.exists(actor, slug));
      },
      rawRoutes: features.rawRoutes,
      sockets,
      api: createApi({ router: features.router, sockets, stillGood: (actor) => auth.authenticator.stillSignedIn(actor), log, publicUrl }),
      git: git.door,
      relay: createRelay({ access, hub, sockets, clock }),
      previews,
      pages,
      staticFiles: await statics,
      metrics: createMetrics({ openSockets: () => listener.openSockets }),
      metricsAccess: createMetricsAccess(config.metricsToken),
      failures: createFailures({ audit, refusals: new Refusals({ audit, log }), log, setupOpen: () => auth.setup.open() }),
      https: publicUrl.startsWith('https:'),
      dev,
    });
    return { gateway, publicUrl, setup: auth.setup, close };
  } catch (error) {
    await close();
    throw error;
  }
}
