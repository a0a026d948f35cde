import type { MemberId } from '../../shared/ids.ts';
import type { WorkspaceState, WorkspaceView } from '../../shared/workspaces.ts';
import type { AgentHub } from '../agents/agent-hub.ts';
import type { MemberDocument } from '../storage/documents.ts';
import type { Storage } from '../storage/storage.ts';
import type { LiveSteps } from './bring-up.ts';
import { capabilitiesOf } from './capabilities.ts';
import type { IdleStop } from './idle-stop.ts';
import type { ImageCatalogue } from './image-catalogue.ts';
import type { UsageMeter } from './usage-meter.ts';
import type { Workspace } from './workspace-store.ts';

export type ViewDeps = {
  readonly storage: Pick<Storage, 'members'>;
  readonly catalogue: ImageCatalogue;
  readonly hub: Pick<AgentHub, 'connected'>;
  readonly idle: IdleStop;
  readonly usage: UsageMeter;
  readonly driver: { readonly liveSteps: LiveSteps };
};

/** What is shown of workspaces: what is stored, and what only this process knows at the moment. */
export class Views {
  readonly #deps: ViewDeps;

  constructor(deps: ViewDeps) {
    this.#deps = deps;
  }

  async one(workspace: Workspace): Promise<WorkspaceView> {
    const [view] = await this.all([workspace]);
    if (view === undefined) throw new TypeError('One workspace has one view');
    return view;
  }

  async all(workspaces: readonly Workspace[]): Promise<WorkspaceView[]> {
    const imageName = await this.#deps.catalogue.names();
    const memberOf = await this.#members(workspaces);
    return workspaces.map((workspace) => ({
      id: workspace.id,
      name: workspace.name,
      memberId: workspace.memberId,
      memberName: memberOf(workspace)?.name ?? '',
      imageId: workspace.imageId,
      imageName: imageName(workspace.imageId),
      limits: workspace.limits,
      idleStopMs: workspace.idleStopMs,
      createdAtMs: workspace.createdAtMs,
      state: this.#state(workspace),
      usage: workspace.state.phase === 'running' ? this.#deps.usage.of(workspace.id) : null,
      capabilities: [...capabilitiesOf(memberOf(workspace))],
      modules: workspace.holds,
      absentModuleIds: workspace.absent ?? [],
      visit: workspace.visit === null ? null : { name: memberOf(workspace.visit)?.name ?? '', atMs: workspace.visit.atMs },
    }));
  }

  #state({ id, state }: Workspace): WorkspaceState {
    if (state.phase === 'creating') return { ...state, steps: [...(this.#deps.driver.liveSteps.get(id) ?? state.steps)] };
    if (state.phase !== 'running') return state;
    return { ...state, idleStopAtMs: this.#deps.idle.idleStopAtMs(id), agentConnected: this.#deps.hub.connected(id) };
  }

  async #members(workspaces: readonly Workspace[]): Promise<(of: { readonly memberId: MemberId }) => MemberDocument | null> {
    const ids = [...new Set(workspaces.flatMap(({ memberId, visit }) => (visit === null ? [memberId] : [memberId, visit.memberId])))];
    const members = await Promise.all(ids.map((id) => this.#deps.storage.members.get(id)));
    const known = new Map(ids.map((id, index) => [id, members[index] ?? null]));
    return ({ memberId }) => known.get(memberId) ?? null;
  }
}
