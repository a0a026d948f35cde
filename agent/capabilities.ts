import { os } from '@orpc/server';

import type { Capability } from '../shared/actor.ts';
import { AtelierError } from '../shared/errors.ts';
import type { AgentContext, AgentKernel } from './feature.ts';

/** @throws AtelierError forbidden unless the server gave the actor that capability */
export function requireCapability(context: AgentContext, capability: Capability): void {
  if (!context.capabilities.has(capability)) throw new AtelierError('forbidden', { capability });
}

/** For procedures: `contract.use(needs('files.read'))`. With a `kernel` each call is somebody at work, which the idle stop looks at. */
export function needs(capability: Capability, kernel?: Pick<AgentKernel, 'touch'>) {
  return os.$context<AgentContext>().middleware(({ context, next }) => {
    requireCapability(context, capability);
    kernel?.touch();
    return next();
  });
}
