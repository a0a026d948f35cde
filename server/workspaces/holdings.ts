import { createHash } from 'node:crypto';

import type { Capability } from '../../shared/actor.ts';
import type { MemberId } from '../../shared/ids.ts';
import type { Clock } from '../clock.ts';
import type { GrantedModule, ModuleRights, NamedModule } from '../grants/module-rights.ts';
import { standingOf } from '../members/standing.ts';
import type { HeldModuleDocument, MemberDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { capabilitiesOf, mayHaveNetwork } from './capabilities.ts';

/** What a member's workspaces are to be made of, now. */
export type Holdings = {
  readonly member: Stored<MemberDocument>;
  /** false: disabled, removed, expired or outside of their hours; nothing of theirs may run. */
  readonly isGood: boolean;
  readonly modules: readonly GrantedModule[];
  readonly neighbours: readonly NamedModule[];
  readonly capabilities: readonly Capability[];
  readonly mayHaveNetwork: boolean;
  /** Capabilities and network in words, to be compared. */
  readonly allowed: string;
  /** Of all that a container must be remade for; not of the member's name. */
  readonly rights: string;
};

export type HoldingsDeps = { readonly storage: Pick<Storage, 'members'>; readonly rights: Pick<ModuleRights, 'granted' | 'neighbours'>; readonly clock: Clock };

/** Reads what a member may have, from the grants and the member's document alone. */
export class HoldingsReader {
  readonly #deps: HoldingsDeps;

  constructor(deps: HoldingsDeps) {
    this.#deps = deps;
  }

  /** null: there is no such member. */
  async of(memberId: MemberId): Promise<Holdings | null> {
    const { storage, rights, clock } = this.#deps;
    const member = await storage.members.get(memberId);
    if (member === null) return null;
    const grantee = { id: memberId, role: member.role };
    const [modules, neighbours] = await Promise.all([rights.granted(grantee), rights.neighbours(grantee)]);
    const given = { modules, neighbours, capabilities: capabilitiesOf(member), mayHaveNetwork: mayHaveNetwork(member) };
    const allowed = [...given.capabilities, ...(given.mayHaveNetwork ? ['network'] : [])].join(' ');
    return { member, isGood: isGood(member, clock.now()), ...given, allowed, rights: hashOf({ ...given, allowed }) };
  }
}

export function isGood(member: MemberDocument, nowMs: number): boolean {
  return member.removedAtMs === null && standingOf(member, nowMs) === 'good';
}

/** Only a module that its member changes is a copy of their own. */
export function isWritten({ access }: { readonly access: GrantedModule['access'] }): boolean {
  return access !== 'read';
}

export function heldOf(modules: readonly GrantedModule[]): HeldModuleDocument[] {
  return modules.map(({ id, projectSlug, slug, kind, access }) => ({ moduleId: id, projectSlug, slug, kind, access }));
}

/** Whether what a workspace has stays as it is and only modules are added: then nothing has to be closed before those are ready. */
export function onlyAdds(before: { readonly holds: readonly HeldModuleDocument[]; readonly allowed: string }, now: Pick<Holdings, 'modules' | 'allowed'>): boolean {
  if (before.allowed !== now.allowed) return false;
  const held = new Map(heldOf(now.modules).map((module) => [module.moduleId, JSON.stringify(module)]));
  return before.holds.every((module) => held.get(module.moduleId) === JSON.stringify(module));
}

function hashOf({ modules, neighbours, allowed }: Pick<Holdings, 'modules' | 'neighbours' | 'allowed'>): string {
  const told = [heldOf(modules), neighbours.map(({ projectSlug, slug }) => `${slug}.${projectSlug}`), allowed];
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 32);
}
