import { AtelierError } from '../../shared/errors.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import type { Step, StepName } from '../../shared/workspaces.ts';
import type { AgentHub } from '../agents/agent-hub.ts';
import type { Clock } from '../clock.ts';
import type { ImageBuilder, Runtime } from '../runtimes/runtime.ts';
import type { Storage } from '../storage/storage.ts';
import type { ImageCatalogue } from './image-catalogue.ts';
import { planOf } from './plan.ts';
import { allDone, begin, progressed, runningStep } from './steps.ts';
import type { Wall } from './wall.ts';
import type { Workspace, WorkspaceStore } from './workspace-store.ts';

export const AGENT_READY_MS = 20_000;

/** The start is not wanted any more; whoever changed the wish has written what comes next. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

export type BringUpDeps = {
  readonly storage: Pick<Storage, 'members'>;
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

  /** @throws Cancelled, ContainerExited, AtelierError of the step that failed */
  async run(): Promise<void> {
    const { runtime, hub, storage, store, clock } = this.#deps;
    const { id, secret, memberId } = this.#workspace;
    // Whether it fits was decided when the start was asked for; from then on it counts among the promised.
    await this.#begin('reserve');
    const member = await storage.members.get(memberId);
    if (member === null) throw new AtelierError('not_found', { what: 'member' });

    await this.#begin('image');
    const image = await this.#image();
    const network = await this.#whileWanted(this.#deps.wall.network(image));

    await this.#begin('volume');
    // A connection of a former container must not pass for the new one's.
    await hub.forget(id);
    await hub.listen(id, { folder: runtime.socketFolder(id), secret });
    await this.#apply(planOf(this.#workspace, member, { image, network }));

    await this.#begin('agent');
    this.#options.onAwaitingAgent();
    await this.#whileWanted(hub.ready(id, AGENT_READY_MS));
    this.#steps = allDone(this.#steps, clock.now());
    await store.change(id, (present) => {
      this.#assertWanted(present);
      return { state: { phase: 'running', startedAtMs: clock.now(), idleStopAtMs: null, agentConnected: true } };
    });
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
  async #apply(plan: Parameters<Runtime['apply']>[0]): Promise<void> {
    let written: Promise<unknown> = Promise.resolve();
    await this.#deps.runtime.apply(plan, (step) => {
      if (this.step === step) return;
      written = written.then(() => this.#begin(step));
      written.catch(() => undefined);
    });
    await written;
  }

  async #begin(step: StepName): Promise<void> {
    this.#steps = begin(this.#steps, step, this.#deps.clock.now());
    const steps = this.#steps;
    await this.#deps.store.change(this.#workspace.id, (present) => {
      this.#assertWanted(present);
      return { state: { phase: 'creating', steps } };
    });
    this.#options.onSteps(steps);
  }

  #assertWanted(present: Workspace): void {
    if (this.#options.signal.aborted || present.wanted !== 'running' || present.state.phase !== 'creating') throw new Cancelled();
  }

  async #whileWanted<Result>(work: Promise<Result>): Promise<Result> {
    return Promise.race([work, this.#options.ended]);
  }
}

export type LiveSteps = ReadonlyMap<WorkspaceId, readonly Step[]>;
