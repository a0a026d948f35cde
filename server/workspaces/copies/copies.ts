import type { ModuleId } from '../../../shared/ids.ts';
import { isWritten, type Holdings } from '../holdings.ts';
import type { Workspace } from '../workspace-store.ts';
import type { ReadCopies } from './read-copies.ts';
import type { WorkingCopies } from './working-copies.ts';

/** Both kinds of copies, for whoever makes a container that mounts them. */
export class Copies {
  readonly working: WorkingCopies;
  readonly read: ReadCopies;

  constructor(parts: { working: WorkingCopies; read: ReadCopies }) {
    this.working = parts.working;
    this.read = parts.read;
  }

  /** Everything that the member's modules need. @throws AtelierError */
  async prepare(workspace: Workspace, { modules }: Pick<Holdings, 'modules'>, image: string): Promise<Prepared> {
    const readable = modules.filter((module) => !isWritten(module));
    const [{ uids, absent }, notMade] = await Promise.all([this.read.ensure(readable, image), this.working.prepare(workspace, modules, image)]);
    return { readUids: uids, absent: new Set([...absent, ...notMade]) };
  }
}

export type Prepared = {
  /** Whose each read copy is. */
  readonly readUids: ReadonlyMap<ModuleId, number>;
  /** The modules that there is no copy of, because there is no repository: the rest of the workspace does without. */
  readonly absent: ReadonlySet<ModuleId>;
};

/** Working copies that the member has lost. */
export function lostCopies(workspace: Pick<Workspace, 'copies'>, modules: Holdings['modules']): ModuleId[] {
  const written = new Set(modules.filter(isWritten).map(({ id }) => id));
  return workspace.copies.map(({ moduleId }) => moduleId).filter((moduleId) => !written.has(moduleId));
}
