import { type ModuleId, ProposalId } from '../../shared/ids.ts';
import type { Repositories } from '../git/repositories.ts';
import type { Storage } from '../storage/storage.ts';

export type EraseDeps = {
  readonly storage: Pick<Storage, 'modules' | 'grants' | 'reaches' | 'services' | 'proposals' | 'reviewComments'>;
  readonly repositories: Pick<Repositories, 'remove'>;
};

/** Everything of a module, itself last: cut off anywhere, it can be run again. */
export async function eraseModule({ storage, repositories }: EraseDeps, moduleId: ModuleId): Promise<void> {
  await repositories.remove(moduleId);
  const { modules, grants, reaches, services, proposals, reviewComments } = storage;
  for (const { id } of await grants.find({ moduleId })) await grants.delete(id);
  for (const { id } of [...(await reaches.find({ fromModuleId: moduleId })), ...(await reaches.find({ toModuleId: moduleId }))]) await reaches.delete(id);
  for (const { id } of await services.find({ moduleId })) await services.delete(id);
  for (const { id: proposalId } of await proposals.find({ moduleId })) {
    for (const { id } of await reviewComments.find({ proposalId: ProposalId.parse(proposalId) })) await reviewComments.delete(id);
    await proposals.delete(proposalId);
  }
  await modules.delete(moduleId);
}
