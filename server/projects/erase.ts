import type { ModuleId } from '../../shared/ids.ts';
import type { Repositories } from '../git/repositories.ts';
import type { Storage } from '../storage/storage.ts';

export type EraseDeps = {
  readonly storage: Pick<Storage, 'modules' | 'grants' | 'reaches' | 'services' | 'proposals'>;
  readonly repositories: Pick<Repositories, 'remove'>;
};

/** Everything of a module, itself last: cut off anywhere, it can be run again. */
export async function eraseModule({ storage, repositories }: EraseDeps, moduleId: ModuleId): Promise<void> {
  await repositories.remove(moduleId);
  const { modules, grants, reaches, services, proposals } = storage;
  for (const { id } of await grants.find({ moduleId })) await grants.delete(id);
  for (const { id } of [...(await reaches.find({ fromModuleId: moduleId })), ...(await reaches.find({ toModuleId: moduleId }))]) await reaches.delete(id);
  for (const { id } of await services.find({ moduleId })) await services.delete(id);
  for (const { id } of await proposals.find({ moduleId })) await proposals.delete(id);
  await modules.delete(moduleId);
}
