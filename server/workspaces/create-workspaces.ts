import { Capability, type Actor } from '../../shared/actor.ts';
import { AtelierError } from '../../shared/errors.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { MINUTE_MS, SECOND_MS } from '../../shared/units.ts';
import type { HostView, ImageView, KeptCopyView, WorkspaceView } from '../../shared/workspaces.ts';
import type { AgentHub } from '../agents/agent-hub.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { SocketRegistry } from '../gateway/socket-registry.ts';
import type { Repositories } from '../git/repositories.ts';
import type { GrantUseCases } from '../grants/grant-use-cases.ts';
import type { ModuleRights } from '../grants/module-rights.ts';
import type { Log } from '../log.ts';
import type { Out } from '../members/standings.ts';
import type { ImageBuilder, Runtime } from '../runtimes/runtime.ts';
import type { Storage } from '../storage/storage.ts';
import { promised } from './admission.ts';
import { capabilitiesOf } from './capabilities.ts';
import { Changes } from '../changes.ts';
import { Copies } from './copies/copies.ts';
import { KeptCopies } from './copies/kept-copies.ts';
import { ReadCopies } from './copies/read-copies.ts';
import { WorkingCopies } from './copies/working-copies.ts';
import { DiskGuard, MEASURE_EVERY_MS } from './disk-guard.ts';
import { disksView, type DisksView } from './disks-view.ts';
import { Driver } from './driver.ts';
import { Follower } from './follower.ts';
import { HoldingsReader, isGood } from './holdings.ts';
import { IdleStop } from './idle-stop.ts';
import { ImageCatalogue } from './image-catalogue.ts';
import { live } from '../live.ts';
import { createMachine, type Machine } from './machine.ts';
import { PreviewCodes } from './preview-codes.ts';
import { Reconciler } from './reconciler.ts';
import { UsageMeter } from './usage-meter.ts';
import { WorkspaceUseCases } from './use-cases.ts';
import { Views } from './views.ts';
import { Visits } from './visits.ts';
import { Wall } from './wall.ts';
import type { WorkspaceAccess } from './workspace-access.ts';
import { stopping, WorkspaceStore } from './workspace-store.ts';

const IDLE_CHECK_MS = 5 * SECOND_MS;
const SWEEP_MS = MINUTE_MS;

export type WorkspacesConfig = {
  /** Whose disk is the one that is promised. */
  readonly dataFolder: string;
  /** `workspace-images/` */
  readonly imagesFolder: string;
  /** Where the gateway takes a preview's one-time code (`Workspaces.previewCodes`). */
  readonly previewUrl: (preview: { workspaceId: WorkspaceId; port: number; code: string }) => string;
};

export type WorkspacesDeps = {
  readonly storage: Storage;
  readonly audit: AuditLog;
  readonly runtime: Runtime;
  readonly images: ImageBuilder;
  readonly hub: AgentHub;
  readonly sockets: SocketRegistry;
  readonly rights: ModuleRights;
  readonly repositories: Repositories;
  readonly grants: Pick<GrantUseCases, 'list' | 'set'>;
  /** Members who may no longer be here (`Standings.onOut`). Returns the function that ends it. */
  readonly onOut: (listener: (out: Out) => void) => () => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: WorkspacesConfig;
  /** This machine, unless a test says otherwise. */
  readonly machine?: Machine;
};

export type Workspaces = {
  readonly access: WorkspaceAccess;
  readonly previewCodes: Pick<PreviewCodes, 'redeem'>;
  readonly useCases: WorkspaceUseCases;
  readonly keptCopies: KeptCopies;
  readonly images: Pick<ImageCatalogue, 'list' | 'derive' | 'build'>;
  /** What a container that starts now may have; 'none' where the wall does not hold. */
  readonly wall: Pick<Wall, 'network'>;
  /** The actor's list again after every change, with usage, until the signal. */
  watch(actor: Actor, signal: AbortSignal | undefined): AsyncGenerator<WorkspaceView[]>;
  /** For owners: every member's workspaces, in the same way. */
  watchEveryone(signal: AbortSignal | undefined): AsyncGenerator<WorkspaceView[]>;
  watchKeptCopies(signal: AbortSignal | undefined): AsyncGenerator<KeptCopyView[]>;
  watchImages(signal: AbortSignal | undefined): AsyncGenerator<ImageView[]>;
  host(): Promise<HostView>;
  /** For owners: how disks are bounded, and what is known of what is on them. */
  disks(): Promise<DisksView>;
  /** Tries the wall anew; where it does not hold, what runs with a network gets a container without. @throws AtelierError unavailable: no image to try it with */
  proveWall(): Promise<HostView['isolation']>;
  /** Reconciles and begins to look after what runs. An engine that does not answer is waited for in the background. */
  start(): Promise<void>;
  /** One look for idle workspaces, and one for what is due: the trash, and differences to what runs. */
  checkIdle(): Promise<void>;
  sweep(): Promise<void>;
  /** One look at what is held by what runs and has no disk of its own. */
  checkDisks(): Promise<void>;
  /** Resolves once workspaces have followed all changes of rights heard so far. */
  settled(): Promise<void>;
  /** Ends the loops; what runs goes on running. */
  close(): Promise<void>;
};

/** Wires everything about workspaces. Call `start` once everything else is there, and `close` at the end. */
export async function createWorkspaces(deps: WorkspacesDeps): Promise<Workspaces> {
  const { storage, audit, runtime, images, hub, sockets, rights, repositories, grants, clock, log, config } = deps;
  const machine = deps.machine ?? createMachine(config.dataFolder);
  const changes = new Changes();
  const visits = new Visits(clock);
  const store = new WorkspaceStore(storage.workspaces, visits);
  const catalogue = new ImageCatalogue({ collection: storage.images, images, imagesFolder: config.imagesFolder, audit, changes, clock, log });
  const wall = new Wall({ runtime, clock, log });
  const codes = new PreviewCodes(clock);
  const read = new ReadCopies({ storage, runtime, repositories, log });
  const copies = new Copies({ working: new WorkingCopies({ storage, store, runtime, repositories, audit, clock, log }), read });
  const keptCopies = new KeptCopies({ storage, runtime, catalogue, grants, audit });
  const holdings = new HoldingsReader({ storage, rights, clock });
  const driverDeps = { holdings, copies, store, runtime, images, catalogue, hub, wall, clock, sockets, audit, changes, log };
  const driver = new Driver(driverDeps);
  const reconciler = new Reconciler(driverDeps, driver);
  const follower = new Follower({ storage, store, driver, rights, onOut: deps.onOut, repositories, read, catalogue, log });
  const guard = new DiskGuard({ store, runtime, driver, audit, clock, log });
  const usage = new UsageMeter({ store, runtime, hub, changes, disks: guard });
  const idle = new IdleStop({ store, hub, clock, changes, stop: stopIdle });
  const views = new Views({ storage, catalogue, hub, idle, usage, driver });
  const { previewUrl } = config;
  const useCases = new WorkspaceUseCases({ store, storage, driver, views, catalogue, idle, machine, runtime, audit, clock, codes, visits, previewUrl });
  const ends: (() => void)[] = [store.watch(() => changes.tell()), storage.images.watch(() => changes.tell()), storage.keptCopies.watch(() => changes.tell()), hub.onChange(() => changes.tell())];

  async function stopIdle(id: WorkspaceId): Promise<void> {
    // Decided on the workspace as it is when its turn comes: "keep running" may have been pressed.
    const changed = await store.change(id, (present) => (present.state.phase === 'running' && idle.isOver(present) ? stopping('idle') : null));
    if (changed.state.phase !== 'stopping') return;
    idle.forget(id);
    await audit.record({ actor: null, action: 'workspace.stop', target: id, address: '', outcome: 'done', details: { because: 'idle' } });
    void driver.drive(id);
  }

  const inBackground = (what: string, work: Promise<void>): void => {
    work.catch((error: unknown) => log.error({ err: error }, what));
  };

  async function proveWall(): Promise<void> {
    const image = await catalogue.anyReady(null);
    // Without an image there is nothing to try it with: the first start proves it.
    if (image === null) return;
    const { holes } = await wall.prove(image);
    changes.tell();
    if (holes.length > 0) await reconciler.withoutNetwork();
  }

  async function sweep(): Promise<void> {
    const nowMs = clock.now();
    for (const workspace of await store.all()) {
      const { id, state, wanted } = workspace;
      if (state.phase === 'trashed' && wanted === 'trashed' && state.purgeAtMs <= nowMs) {
        await store.change(id, (present) => (present.revision === workspace.revision ? { wanted: 'purged' } : null));
        await audit.record({ actor: null, action: 'workspace.purge', target: id, address: '', outcome: 'done', details: { because: 'trash' } });
      }
    }
    // What an event did not tell, and what the engine could not do before.
    await reconciler.reconcile();
    await catalogue.prune(new Set((await store.all()).flatMap(({ made }) => made?.image ?? [])));
  }

  return {
    access: {
      async enter(actor, workspaceId) {
        const workspace = await store.own(actor, workspaceId);
        if (workspace.state.phase !== 'running') throw new AtelierError('not_running');
        // As the member is now: what an owner changed counts at once, whatever the session was begun with.
        const member = await storage.members.get(workspace.memberId);
        if (member === null || !isGood(member, clock.now())) throw new AtelierError('not_running');
        idle.touch(workspaceId);
        return { capabilities: workspace.memberId === actor.memberId ? capabilitiesOf(member) : Capability.options, secret: workspace.secret };
      },
    },
    previewCodes: codes,
    useCases,
    keptCopies,
    images: catalogue,
    wall,
    async *watch(actor, signal) {
      const end = usage.watch();
      try {
        yield* live(changes, () => useCases.list(actor), signal);
      } finally {
        end();
      }
    },
    async *watchEveryone(signal) {
      const end = usage.watch();
      try {
        yield* live(changes, () => useCases.everyone(), signal);
      } finally {
        end();
      }
    },
    watchKeptCopies: (signal) => live(changes, () => keptCopies.list(), signal),
    watchImages: (signal) => live(changes, () => catalogue.list(), signal),
    async host() {
      const [figures, given, engine] = await Promise.all([machine.figures(), store.all().then(promised), runtime.facts()]);
      return {
        ...figures,
        promisedCpus: given.cpus,
        promisedMemoryBytes: given.memoryBytes,
        promisedDiskBytes: given.diskBytes,
        isolation: wall.view(),
        engine: { ...engine, warnings: [...engine.warnings] },
      };
    },
    disks: () => disksView({ store, runtime, guard, catalogue }),
    async proveWall() {
      if ((await catalogue.anyReady(null)) === null) throw new AtelierError('unavailable', { what: 'image' });
      await proveWall();
      return wall.view();
    },
    async start() {
      await reconciler.listen();
      const reconcile = async (): Promise<void> => {
        await reconciler.reconcile();
        await proveWall();
      };
      const watching = runtime.watch({
        onEvent: ({ type, workspaceId }) => {
          if (type !== 'started') inBackground('The end of a container could not be handled', reconciler.containerEnded(workspaceId));
        },
        onLost: () => changes.tell(),
        onBack: () => inBackground('What runs could not be compared with the database', reconcile()),
      });
      ends.push(() => watching.close());
      try {
        await reconciler.reconcile();
        inBackground('The wall could not be proved', proveWall());
      } catch (error) {
        log.error({ err: error }, 'The engine does not answer; workspaces are looked after once it does');
      }
      follower.start();
      const idleTimer = setInterval(() => inBackground('The idle check failed', idle.check()), IDLE_CHECK_MS);
      const sweepTimer = setInterval(() => inBackground('The sweep failed', sweep()), SWEEP_MS);
      const diskTimer = setInterval(() => inBackground('What workspaces hold could not be looked at', guard.check()), MEASURE_EVERY_MS);
      ends.push(() => clearInterval(idleTimer), () => clearInterval(sweepTimer), () => clearInterval(diskTimer));
    },
    checkIdle: () => idle.check(),
    checkDisks: () => guard.check(),
    sweep,
    async settled() {
      await follower.idle();
      await driver.idle();
    },
    async close() {
      for (const end of ends.splice(0)) end();
      usage.close();
      await follower.close();
      driver.close();
      await driver.idle();
    },
  };
}
