import { AtelierError } from '../../shared/errors.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import type { Step, StepName } from '../../shared/workspaces.ts';
import type { AgentHub } from '../agents/agent-hub.ts';
import type { Clock } from '../clock.ts';
import type { ImageBuilder, Runtime, WorkspacePlan } from '../runtimes/runtime.ts';
import { lostCopies, type Copies } from './copies/copies.ts';
import { heldOf, type Holdings, type HoldingsReader } from './holdings.ts';
import type { ImageCatalogue } from './image-catalogue.ts';
import { planOf } from './plan.ts';
import { allDone, begin, progressed, runningStep } from './steps.ts';
import type { Wall } from './wall.ts';
import { stopping, type Workspace, type WorkspaceChange, type WorkspaceStore } from './workspace-store.ts';

export const AGENT_READY_MS = 20_000;

/** The start is not wanted any more; whoever changed the wish has written what comes next. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

export type BringUpDeps = {
  readonly holdings: HoldingsReader;
  readonly copies: Copies;
  readonly store: WorkspaceStore;
  readonly runtime: Runtime;
  readonly images: ImageBuilder;
  readonly catalogue: ImageCatalogue;
  readonly hub: AgentHub;
  readonly wall: Wall;
  readonly clock: Clock;
};

export type BringUpOptions = {
  /** Rejects (Cancelled, ContainerExited) when there is nothing to wait for any more. */
  readonly ended: Promise<never>;
  readonly signal: AbortSignal;
  /** Called with each progress that is not worth a write. */
  onSteps(steps: Step[]): void;
  /** The container was started; from now on it has to run. */
  onAwaitingAgent(): void;
};

/** One start of one workspace: from `creating` to `running`, every step written before it is taken. */
export class BringUp {
  readonly #deps: BringUpDeps;
  readonly #options: BringUpOptions;
  readonly #workspace: Workspace;
  #steps: Step[];

  constructor(deps: BringUpDeps, workspace: Workspace, options: BringUpOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#workspace = workspace;
    this.#steps = workspace.state.phase === 'creating' ? workspace.state.steps : [];
  }

  get steps(): readonly Step[] {
    return this.#steps;
  }

  get step(): StepName | null {
    return runningStep(this.#steps);
  }

  /**
   * Ends with a container made from what the member has at its end: rights that change meanwhile make it anew.
   * @throws Cancelled, ContainerExited, AtelierError of the step that failed
   */
  async run(): Promise<void> {
    const { hub, store, clock } = this.#deps;
    const { id, made } = this.#workspace;
    // Whether it fits was decided when the start was asked for; from then on it counts among the promised.
    await this.#begin('reserve');
    await this.#begin('image');
    const image = made?.image ?? (await this.#image());
    for (;;) {
      const { rights, cleared } = await this.#make({ image, limits: made?.limits ?? this.#workspace.limits });
      await this.#begin('agent');
      this.#options.onAwaitingAgent();
      await this.#whileWanted(hub.ready(id, AGENT_READY_MS));
      await cleared;
      if ((await this.#holdings()).rights === rights) break;
    }
    this.#steps = allDone(this.#steps, clock.now());
    await store.change(id, (present) => {
      this.#assertWanted(present);
      return { state: { phase: 'running', startedAtMs: clock.now(), idleStopAtMs: null, agentConnected: true } };
    });
  }

  /** Copies, then the container. @returns the rights it was made from, and the end of clearing away what it does not mount any more */
  async #make({ image, limits }: { image: string; limits: WorkspacePlan['limits'] }): Promise<{ rights: string; cleared: Promise<void> }> {
    const { runtime, hub, copies, wall, store } = this.#deps;
    const { id, secret } = this.#workspace;
    const holdings = await this.#holdings();
    const { rights, allowed } = holdings;
    const workspace = await this.#begin('volume', { holds: heldOf(holdings.modules), made: { image, limits, rights, allowed }, absent: [] });
    const [network, { readUids, absent }] = await Promise.all([
      holdings.mayHaveNetwork ? this.#whileWanted(wall.network(image)) : ('none' as const),
      this.#whileWanted(copies.prepare(workspace, holdings, image)),
    ]);
    // A connection of a former container must not pass for the new one's.
    await hub.forget(id);
    await hub.listen(id, { folder: runtime.socketFolder(id), secret });
    const modules = holdings.modules.filter((module) => !absent.has(module.id));
    if (absent.size > 0) await store.change(id, () => ({ absent: [...absent] }));
    await this.#apply(planOf(workspace, { ...holdings, modules }, { image, limits, network, readUids }));
    const lost = lostCopies(workspace, holdings.modules);
    const cleared = lost.length === 0 ? Promise.resolve() : copies.working.takeAway(workspace, { moduleIds: lost, because: 'revoked', image });
    return { rights, cleared };
  }

  /** @throws AtelierError not_found (member); Cancelled: nothing of the member's may run now */
  async #holdings(): Promise<Holdings> {
    const { holdings, store } = this.#deps;
    const { id, memberId } = this.#workspace;
    const found = await holdings.of(memberId);
    if (found === null) throw new AtelierError('not_found', { what: 'member' });
    if (found.isGood) return found;
    await store.change(id, (present) => (present.wanted === 'running' ? stopping('server') : null));
    throw new Cancelled();
  }

  async #image(): Promise<string> {
    const source = await this.#deps.catalogue.sourceOf(this.#workspace.imageId);
    const onProgress = (progress: { progress: number | null; detail: string }): void => {
      this.#steps = progressed(this.#steps, 'image', progress);
      this.#options.onSteps(this.#steps);
    };
    // A build that is not wanted any more goes on: the next start, anybody's, has its result.
    return (await this.#whileWanted(this.#deps.images.ensure(source, onProgress))).reference;
  }

  /** The engine's part cannot be interrupted; what was not wanted any more is taken down afterwards. */
  async #apply(plan: WorkspacePlan): Promise<void> {
    let written: Promise<unknown> = Promise.resolve();
    await this.#deps.runtime.apply(plan, (step) => {
      if (this.step === step) return;
      written = written.then(() => this.#begin(step));
      written.catch(() => undefined);
    });
    await written;
  }

  async #begin(step: StepName, more: WorkspaceChange = {}): Promise<Workspace> {
    this.#steps = begin(this.#steps, step, this.#deps.clock.now());
    const steps = this.#steps;
    const changed = await this.#deps.store.change(this.#workspace.id, (present) => {
      this.#assertWanted(present);
      return { ...more, state: { phase: 'creating', steps } };
    });
    this.#options.onSteps(steps);
    return changed;
  }

  #assertWanted(present: Workspace): void {
    if (this.#options.signal.aborted || present.wanted !== 'running' || present.state.phase !== 'creating') throw new Cancelled();
  }

  async #whileWanted<Result>(work: Promise<Result>): Promise<Result> {
    return Promise.race([work, this.#options.ended]);
  }
}

export type LiveSteps = ReadonlyMap<WorkspaceId, readonly Step[]>;
