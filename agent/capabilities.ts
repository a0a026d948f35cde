import type { Capability } from '../shared/actor.ts';
import { AtelierError } from '../shared/errors.ts';
import type { AgentContext } from './feature.ts';

/** @throws AtelierError forbidden unless the server gave the actor that capability */
export function requireCapability(context: AgentContext, capability: Capability): void {
  if (!context.capabilities.has(capability)) throw new AtelierError('forbidden', { capability });
}
