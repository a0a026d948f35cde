import type { AnyRouter } from '@orpc/server';

import { createMembersFeature } from '../features/members/server/index.ts';
import type { Auth } from './auth/create-auth.ts';

/** Every feature with a part in the control plane, under the key its procedures have at `/api`. */
export function createFeatures(deps: { auth: Auth }): AnyRouter {
  const features = [createMembersFeature({ members: deps.auth.members })];
  return Object.fromEntries(features.map(({ name, router }) => [name, router]));
}
