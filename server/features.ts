import type { AnyRouter } from '@orpc/server';

import { createMembersFeature } from '../features/members/server/index.ts';
import { createWorkspacesFeature } from '../features/workspaces/server/index.ts';
import type { Auth } from './auth/create-auth.ts';
import type { Workspaces } from './workspaces/create-workspaces.ts';

/** Every feature with a part in the control plane, under the key its procedures have in the browser's client. */
export function createFeatures(deps: { auth: Auth; workspaces: Workspaces }): AnyRouter {
  const features = [createMembersFeature({ members: deps.auth.members }), createWorkspacesFeature(deps)];
  return Object.fromEntries(features.map(({ name, router }) => [name, router]));
}
