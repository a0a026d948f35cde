import { Capability } from '../../shared/actor.ts';
import type { MemberDocument } from '../storage/documents.ts';

type Limited = Pick<MemberDocument, 'role' | 'limits'>;

/**
 * What a member may do in workspaces of their own. A stagiaire reads and edits; an owner may switch on terminals and
 * with them ports (without a terminal nothing listens, and a preview is a way out), the transfer of files. Other git servers
 * are both a network and a transfer.
 */
export function capabilitiesOf(member: Limited | null): readonly Capability[] {
  if (member === null) return [];
  const { role, limits } = member;
  if (role !== 'stagiaire') return Capability.options;
  return [
    'files.read',
    'files.write',
    ...(limits?.terminal === true ? (['terminal', 'ports'] as const) : []),
    ...(limits?.transfer === true ? (['transfer'] as const) : []),
    ...(limits?.network === true && limits.transfer ? (['remotes'] as const) : []),
  ];
}

/** Whether their workspaces may have a network at all; whether they get one is the wall's to say. */
export function mayHaveNetwork({ role, limits }: Limited): boolean {
  return role !== 'stagiaire' || limits?.network === true;
}
