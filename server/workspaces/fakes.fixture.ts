import { Agent } from 'node:http';
import { PassThrough } from 'node:stream';

import type { AgentStatus } from '../../shared/agent-protocol.ts';
import { AtelierError } from '../../shared/errors.ts';
import type { ModuleId, WorkspaceId } from '../../shared/ids.ts';
import type { ModuleFacts } from '../../shared/projects.ts';
import type { AgentHub } from '../agents/agent-hub.ts';
import type { Pushed, Repositories } from '../git/repositories.ts';
import type { ApplyStep, DiskUsage, ImageBuilder, Observed, OneOff, Runtime, RuntimeEvent, WorkspacePlan } from '../runtimes/runtime.ts';

/**
 * An engine in memory, for the races that a real one cannot be made to run on command. It outlives the "server"
 * that uses it, as a real one does.
 */
export class FakeEngine {
  readonly containers = new Map<WorkspaceId, { plan: WorkspacePlan; running: boolean; exit: Observed['exit'] }>();
  readonly volumes = new Set<string>();
  /** Every call that changes something, as `<verb> <id>`. */
  readonly calls: string[] = [];
  readonly jobs: OneOff[] = [];
  readonly #listeners = new Set<Parameters<Runtime['watch']>[0]>();
  readonly #arrivals = new Map<string, PromiseWithResolvers<void>>();
  down = false;
  agentsAnswer = true;
  holes: string[] = [];
  /** What `apply` throws. */
  refusal: Error | null = null;
  exitOnStart: Observed['exit'] = null;
  output = '';
  diskRefusal: string | null = null;
  readonly disks = new Map<WorkspaceId, DiskUsage>();
  gates: { [Name in 'apply' | 'stop' | 'ensure']?: Promise<void> } = {};

  /** Resolves when the next call of that verb has come in. */
  arrival(verb: string): Promise<void> {
    const arrival = Promise.withResolvers<void>();
    this.#arrivals.set(verb, arrival);
    return arrival.promise;
  }

  emit(event: RuntimeEvent): void {
    for (const listener of this.#listeners) listener.onEvent(event);
  }

  /** The container ends without being asked to. */
  exit(workspaceId: WorkspaceId, exit: NonNullable<Observed['exit']>): void {
    const container = this.containers.get(workspaceId);
    if (container === undefined) throw new TypeError('no container');
    Object.assign(container, { running: false, exit });
    this.emit({ type: 'exited', workspaceId });
  }

  lose(): void {
    this.down = true;
    for (const listener of this.#listeners) listener.onLost();
  }

  comeBack(): void {
    this.down = false;
    for (const listener of this.#listeners) listener.onBack();
  }

  runtime(): Runtime {
    const asked = (verb: string, subject = ''): void => {
      if (this.down) throw new AtelierError('unavailable', { part: 'engine' });
      this.calls.push(`${verb} ${subject}`.trim());
      this.#arrivals.get(verb)?.resolve();
    };
    const removeContainer = (workspaceId: WorkspaceId): void => {
      if (this.containers.delete(workspaceId)) this.emit({ type: 'removed', workspaceId });
    };
    const apply = async (plan: WorkspacePlan, onStep: (step: ApplyStep) => void): Promise<void> => {
      asked('apply', plan.workspaceId);
      onStep('volume');
      for (const { volume } of plan.mounts) this.volumes.add(volume);
      onStep('network');
      await this.gates.apply;
      if (this.refusal !== null) throw this.refusal;
      onStep('container');
      const present = this.containers.get(plan.workspaceId);
      if (present?.running === true && JSON.stringify(present.plan) === JSON.stringify(plan)) return;
      removeContainer(plan.workspaceId);
      this.containers.set(plan.workspaceId, { plan, running: this.exitOnStart === null, exit: this.exitOnStart });
      this.emit({ type: 'started', workspaceId: plan.workspaceId });
      if (this.exitOnStart !== null) this.emit({ type: 'exited', workspaceId: plan.workspaceId });
    };
    return {
      facts: async () => ({ reachable: !this.down, version: '27.0', warnings: [] }),
      apply: async (plan, onStep) => apply(plan, onStep ?? (() => undefined)),
      stop: async (id) => {
        asked('stop', id);
        await this.gates.stop;
        removeContainer(id);
      },
      remove: async (id, volumes) => {
        asked('remove', id);
        removeContainer(id);
        for (const volume of volumes) this.volumes.delete(volume);
      },
      list: async () => {
        if (this.down) throw new AtelierError('unavailable', { part: 'engine' });
        return [...this.containers].map(([workspaceId, { running, exit }]) => ({ workspaceId, running, exit, planHash: '', startedAtMs: 1 }));
      },
      usage: async (id) => (this.containers.get(id)?.running === true ? { cpuPercent: 12, memoryBytes: 34 } : null),
      diskRefusal: async () => this.diskRefusal,
      disk: async (id) => this.disks.get(id) ?? null,
      log: async () => 'the agent said so',
      runOnce: async (job: OneOff) => {
        asked(`runOnce ${job.image}`);
        for (const { volume } of job.mounts) this.volumes.add(volume);
        this.jobs.push(job);
        return { exitCode: 0, output: this.output, truncated: false };
      },
      stream: async (job, { stdout, stdin }) => {
        asked(`stream ${job.image}`);
        stdin?.resume();
        stdout.end(this.output);
        return { exitCode: 0 };
      },
      probe: async (workspaceId) => {
        asked('probe', workspaceId);
        if (this.containers.get(workspaceId)?.running !== true) throw new AtelierError('not_running');
        return { exitCode: 0, output: this.output, truncated: false };
      },
      surroundings: async () => ({ hostAddresses: [], otherAddresses: [], otherNames: [] }),
      removeVolumes: async (volumes) => {
        asked('removeVolumes', volumes.join(' '));
        for (const volume of volumes) this.volumes.delete(volume);
      },
      proveWall: async () => ({ atMs: 0, holes: this.holes, tried: null }),
      watch: (listener) => {
        this.#listeners.add(listener);
        return { close: () => void this.#listeners.delete(listener) };
      },
      socketFolder: (id) => `/run/${id}`,
      close: async () => undefined,
    };
  }

  images(): ImageBuilder {
    return {
      prune: async ({ images, inUse }) => {
        this.calls.push(`prune ${images.map(({ folder, packages }) => [folder, ...packages].join('+')).join(' ')} but ${[...inUse].join(' ')}`.trim());
        return [];
      },
      ready: async ({ folder, packages }) => ({ reference: [folder, ...packages].join('+'), sizeBytes: 1 }),
      ensure: async ({ folder, packages }, onProgress) => {
        this.#arrivals.get('ensure')?.resolve();
        onProgress({ progress: 0.5, detail: `building ${folder}` });
        await this.gates.ensure;
        return { reference: [folder, ...packages].join('+'), sizeBytes: 1 };
      },
    };
  }
}

/** Repositories whose only commit is what a test says. */
export class FakeRepositories implements Repositories {
  head = 'a'.repeat(40);
  readonly lost = new Set<ModuleId>();
  readonly #listeners = new Set<(pushed: Pushed) => void>();

  folder(moduleId: ModuleId): string {
    return `/git/${moduleId}.git`;
  }
  async create(): Promise<void> {}
  async ready(): Promise<void> {}
  async has(moduleId: ModuleId): Promise<boolean> {
    return !this.lost.has(moduleId);
  }
  async remove(): Promise<void> {}
  async receiveBundle(): Promise<void> {}
  async commitFiles(): Promise<string> {
    return this.head;
  }
  rememberedFacts(): null {
    return null;
  }
  async facts(): Promise<ModuleFacts> {
    return { lastCommit: null, sizeBytes: 0, languages: [], hasCommits: true };
  }
  async git(): Promise<{ exitCode: number; stdout: Buffer }> {
    return { exitCode: 0, stdout: Buffer.from(`${this.head}\n`) };
  }
  onPushed(listener: (pushed: Pushed) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
  tidy(): void {}

  pushed(pushed: Pushed): void {
    for (const listener of this.#listeners) listener(pushed);
  }
  async close(): Promise<void> {}
}

/** Agents that dial in as soon as their container runs and the server listens for them. */
export class FakeHub implements AgentHub {
  readonly secrets = new Map<WorkspaceId, string>();
  readonly statuses = new Map<WorkspaceId, Partial<AgentStatus>>();
  readonly #engine: FakeEngine;
  readonly #listeners = new Set<Parameters<AgentHub['onChange']>[0]>();

  constructor(engine: FakeEngine) {
    this.#engine = engine;
  }

  async listen(workspaceId: WorkspaceId, { secret }: { secret: string }): Promise<void> {
    this.secrets.set(workspaceId, secret);
  }
  async forget(workspaceId: WorkspaceId): Promise<void> {
    this.secrets.delete(workspaceId);
  }
  connected(workspaceId: WorkspaceId): boolean {
    const container = this.#engine.containers.get(workspaceId);
    return this.#engine.agentsAnswer && container?.running === true && container.plan.agent.secret === this.secrets.get(workspaceId);
  }
  version(): string {
    return 'v1';
  }
  async ready(workspaceId: WorkspaceId): Promise<void> {
    if (this.connected(workspaceId)) return;
    // An agent that never dials: the caller's other reasons to stop waiting decide, or the time does.
    if (this.#engine.containers.get(workspaceId)?.running === true) throw new AtelierError('timeout');
    await new Promise(() => undefined);
  }
  onChange(listener: Parameters<AgentHub['onChange']>[0]): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
  async connect(): Promise<PassThrough> {
    return new PassThrough();
  }
  httpAgent(): Agent {
    return new Agent();
  }
  async status(workspaceId: WorkspaceId): Promise<AgentStatus> {
    const status = this.statuses.get(workspaceId);
    if (status === undefined || !this.connected(workspaceId)) throw new AtelierError('not_running');
    return { version: 'v1', lastActivityAtMs: 0, attachedTerminals: 0, terminals: 0, ports: [], ...status };
  }
  async close(): Promise<void> {
    this.secrets.clear();
  }
}
