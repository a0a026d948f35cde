import type { ModuleId } from '../../shared/ids.ts';
import type { ImportPlan, ModulePreview, PlannedFigures, PlannedModule } from '../../shared/imports.ts';
import type { Repositories } from '../git/repositories.ts';
import type { SourceTree } from './source-tree.ts';
import { commitsOf, historyOf, readTree } from './staged-source.ts';

/** Trees of large sources are tens of megabytes. */
const KEPT_SOURCES = 3;
/** Each is a git process over the whole history. */
const AT_ONCE = 3;

type Kept = { readonly tree: Promise<SourceTree>; readonly histories: Map<string, Promise<Pick<PlannedFigures, 'commits' | 'authors'>>> };

/** What is asked of staged sources again and again while somebody plans. A source never changes once it is staged. */
export class SourceReader {
  readonly #staged: Repositories;
  readonly #kept = new Map<ModuleId, Kept>();

  constructor(staged: Repositories) {
    this.#staged = staged;
  }

  /** @throws AtelierError not_found, too_large */
  tree(stagedId: ModuleId): Promise<SourceTree> {
    return this.#of(stagedId).tree;
  }

  async preview(stagedId: ModuleId, module: PlannedModule, leftOut: readonly string[]): Promise<ModulePreview> {
    const [tree, commits] = await Promise.all([this.tree(stagedId), commitsOf(this.#staged, stagedId, module.paths)]);
    return { ...tree.moves(module, leftOut), ...commits };
  }

  /** In the order of the plan's modules. */
  async figures(stagedId: ModuleId, { modules, leftOut }: ImportPlan): Promise<PlannedFigures[]> {
    const tree = await this.tree(stagedId);
    const figures: PlannedFigures[] = [];
    for (let at = 0; at < modules.length; at += AT_ONCE) {
      const some = modules.slice(at, at + AT_ONCE);
      figures.push(...(await Promise.all(some.map(async (module) => ({ ...tree.sizeOf(module, leftOut), ...(await this.#history(stagedId, module.paths)) })))));
    }
    return figures;
  }

  forget(stagedId: ModuleId): void {
    this.#kept.delete(stagedId);
  }

  #history(stagedId: ModuleId, paths: readonly string[]): Promise<Pick<PlannedFigures, 'commits' | 'authors'>> {
    const { histories } = this.#of(stagedId);
    const key = [...paths].toSorted().join('\0');
    const known = histories.get(key);
    if (known !== undefined) return known;
    const read = historyOf(this.#staged, stagedId, paths);
    histories.set(key, read);
    read.catch(() => histories.delete(key));
    return read;
  }

  #of(stagedId: ModuleId): Kept {
    const known = this.#kept.get(stagedId);
    this.#kept.delete(stagedId);
    const kept = known ?? { tree: readTree(this.#staged, stagedId), histories: new Map() };
    if (known === undefined) kept.tree.catch(() => this.#kept.delete(stagedId));
    // The one that was used last is the last to go.
    this.#kept.set(stagedId, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_SOURCES) break;
      this.#kept.delete(oldest);
    }
    return kept;
  }
}
