import type { Actor } from '../../shared/actor.ts';
import { AtelierError } from '../../shared/errors.ts';
import { type ModuleId, ProposalId } from '../../shared/ids.ts';
import { DEFAULT_BRANCH } from '../../shared/projects.ts';
import type { BranchView, NewRequest } from '../../shared/proposals.ts';
import type { Clock } from '../clock.ts';
import type { GrantedModule, ModuleRights } from '../grants/module-rights.ts';
import { newId } from '../ids.ts';
import type { Storage } from '../storage/storage.ts';
import { branchRef, commitOf, isAncestor, textOf, type ModuleGit } from './module-git.ts';
import { isActive, NEW, type Proposal } from './proposal-records.ts';

const MAX_BRANCHES = 1000;
const PROPOSALS = 'proposals/';

export type RequestsDeps = {
  readonly storage: Pick<Storage, 'proposals'>;
  readonly rights: Pick<ModuleRights, 'accessTo'>;
  readonly gitOf: (moduleId: ModuleId) => ModuleGit;
  readonly clock: Clock;
};

/** Requests: one branch of a module is to come into another. Members who may write ask, and decide. */
export class Requests {
  readonly #deps: RequestsDeps;

  constructor(deps: RequestsDeps) {
    this.#deps = deps;
  }

  /** Newest first, without those of proposals. @throws AtelierError not_found: no module that this member may write */
  async branches(actor: Actor, moduleId: ModuleId): Promise<BranchView[]> {
    const { reviewedBranches } = await this.#requireWrite(actor, moduleId);
    const args = ['for-each-ref', `--count=${MAX_BRANCHES}`, '--sort=-committerdate', '--format=%(objectname) %(objecttype) %(refname:lstrip=2)', 'refs/heads/'];
    const lines = (await textOf(this.#deps.gitOf(moduleId)(args))).split('\n');
    return lines.flatMap((line) => {
      const [head = '', type = '', name = ''] = line.split(' ');
      if (type !== 'commit' || name.startsWith(PROPOSALS)) return [];
      return [{ name, head, isDefault: name === DEFAULT_BRANCH, isReviewed: reviewedBranches.includes(name) }];
    });
  }

  /**
   * One request at a time for a module: the caller sees to it.
   * @throws AtelierError not_found; invalid_input: `source` or `target` is no branch of it, or they are the same;
   * already_exists: it is asked already; conflict with `because: 'nothing'`
   */
  async open(actor: Actor, { moduleId, source, target, title, description }: NewRequest): Promise<Proposal> {
    const { storage, gitOf, clock } = this.#deps;
    await this.#requireWrite(actor, moduleId);
    const git = gitOf(moduleId);
    for (const [field, branch] of [['source', source], ['target', target]] as const) if (branch.startsWith(PROPOSALS)) throw new AtelierError('invalid_input', { field });
    if (source === target) throw new AtelierError('invalid_input', { field: 'target' });
    const head = await commitOf(git, branchRef(source));
    if (head === null) throw new AtelierError('invalid_input', { field: 'source' });
    const into = await commitOf(git, branchRef(target));
    if (into === null) throw new AtelierError('invalid_input', { field: 'target' });
    if (await isAncestor(git, head, into)) throw new AtelierError('conflict', { because: 'nothing' });
    const known = await storage.proposals.find({ moduleId });
    if (known.some((one) => isActive(one) && one.kind === 'request' && one.branch === source && one.target === target)) throw new AtelierError('already_exists');
    const atMs = clock.now();
    const id = ProposalId.parse(newId('q'));
    return await storage.proposals.insert(id, { ...NEW, moduleId, memberId: actor.memberId, kind: 'request', branch: source, target, title, description, headCommit: head, createdAtMs: atMs, updatedAtMs: atMs });
  }

  async #requireWrite({ memberId, role }: Actor, moduleId: ModuleId): Promise<GrantedModule> {
    const module = await this.#deps.rights.accessTo({ id: memberId, role }, moduleId);
    if (module?.access !== 'write' || role === 'stagiaire') throw new AtelierError('not_found');
    return module;
  }
}
