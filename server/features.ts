import type { AnyRouter } from '@orpc/server';

import { createArchitectureFeature } from '../features/architecture/server/index.ts';
import { createAuditFeature } from '../features/audit/server/index.ts';
import { createImportsFeature } from '../features/imports/server/index.ts';
import { createMembersFeature } from '../features/members/server/index.ts';
import { createTeamFeature } from '../features/members/server/team.ts';
import { createProjectsFeature } from '../features/projects/server/index.ts';
import { createProposalsFeature } from '../features/proposals/server/index.ts';
import { createRemoteKeysFeature } from '../features/remotes/server/index.ts';
import { createServicesFeature, createSharedServicesFeature } from '../features/services/server/index.ts';
import { createSettingsFeature } from '../features/settings/server/index.ts';
import { createStatusFeature } from '../features/status/server/index.ts';
import { createTokensFeature } from '../features/tokens/server/index.ts';
import { createAllWorkspacesFeature } from '../features/workspaces/server/owner.ts';
import { createWorkspacesFeature } from '../features/workspaces/server/index.ts';
import type { Architecture } from './architecture/create-architecture.ts';
import type { Auth } from './auth/create-auth.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Services } from './door/services.ts';
import type { ServerFeature } from './feature.ts';
import type { Git } from './git/create-git.ts';
import type { RawRoute } from './gateway/raw-routes.ts';
import type { ImportUseCases } from './imports/import-use-cases.ts';
import type { Projects } from './projects/create-projects.ts';
import type { Proposals } from './proposals/create-proposals.ts';
import type { RemoteKeys } from './remotes/remote-keys.ts';
import type { Storage } from './storage/storage.ts';
import type { Workspaces } from './workspaces/create-workspaces.ts';

export type FeatureDeps = {
  readonly architecture: Architecture;
  readonly auth: Auth;
  readonly git: Git;
  readonly workspaces: Workspaces;
  readonly projects: Projects;
  readonly imports: ImportUseCases;
  readonly proposals: Proposals;
  readonly services: Services;
  readonly remoteKeys: RemoteKeys;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly config: Config;
};

export type Features = { readonly router: AnyRouter; readonly rawRoutes: readonly RawRoute[] };

/** Every feature with a part in the control plane, under the key its procedures have in the browser's client. */
export function createFeatures(deps: FeatureDeps): Features {
  const { architecture, auth, git, workspaces, projects, imports, proposals, services, remoteKeys, storage, clock, config } = deps;
  const features: readonly ServerFeature[] = [
    createMembersFeature({ members: auth.members }),
    createTeamFeature({ members: auth.members }),
    createWorkspacesFeature({ workspaces }),
    createAllWorkspacesFeature({ workspaces }),
    createProjectsFeature({ projects }),
    createImportsFeature({ imports }),
    createProposalsFeature({ proposals }),
    createServicesFeature({ services }),
    createSharedServicesFeature({ services }),
    createArchitectureFeature({ architecture }),
    createTokensFeature({ tokens: git.tokens }),
    createRemoteKeysFeature({ keys: remoteKeys }),
    createSettingsFeature({ storage }),
    createStatusFeature({ members: auth.members, workspaces, clock, config }),
    createAuditFeature({ storage, clock, retentionDays: config.auditDays }),
  ];
  return {
    router: Object.fromEntries(features.map(({ name, router }) => [name, router])),
    rawRoutes: features.flatMap(({ rawRoutes = [] }) => rawRoutes),
  };
}
