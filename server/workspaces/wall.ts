import { MINUTE_MS } from '../../shared/units.ts';
import type { HostView } from '../../shared/workspaces.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Runtime, WallReport, WorkspacePlan } from '../runtimes/runtime.ts';

/** A wall that did not hold is tried again at a start, not more often than this. */
const RETRY_MS = MINUTE_MS;

/** Whether the firewall holds, proved from inside a container; while it does not, workspaces get no network. */
export class Wall {
  readonly #deps: { runtime: Pick<Runtime, 'proveWall'>; clock: Clock; log: Log };
  #report: WallReport | null = null;
  #proving: Promise<WallReport> | null = null;

  constructor(deps: { runtime: Pick<Runtime, 'proveWall'>; clock: Clock; log: Log }) {
    this.#deps = deps;
  }

  view(): HostView['isolation'] {
    if (this.#report === null || this.#proving !== null) return { state: 'proving', atMs: this.#report?.atMs ?? null, holes: [], tried: this.#report?.tried ?? null };
    const { atMs, holes, tried } = this.#report;
    return { state: holes.length === 0 ? 'proved' : 'broken', atMs, holes: [...holes], tried };
  }

  /** What a workspace that starts now may have. Proves the wall first when nothing is known yet. */
  async network(image: string): Promise<WorkspacePlan['network']> {
    const known = this.#proving === null ? this.#report : null;
    const stale = known !== null && known.holes.length > 0 && known.atMs + RETRY_MS <= this.#deps.clock.now();
    const report = known === null || stale ? await this.prove(image) : known;
    return report.holes.length === 0 ? 'public' : 'none';
  }

  /** Proves it anew with any image that has a shell: at the server's start, and after the engine was away. */
  async prove(image: string): Promise<WallReport> {
    this.#proving ??= this.#deps.runtime.proveWall(image).finally(() => {
      this.#proving = null;
    });
    this.#report = await this.#proving;
    const { holes } = this.#report;
    if (holes.length > 0) this.#deps.log.error({ holes }, 'The wall around workspaces does not hold: they get no network');
    return this.#report;
  }
}
