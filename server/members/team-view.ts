import type { MemberDocument, SessionDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { MemberId } from '../../shared/ids.ts';
import type { TeamMember, TeamView } from '../../shared/members.ts';
import type { Clock } from '../clock.ts';
import { Changes } from '../changes.ts';
import { live } from '../live.ts';
import type { Invitations } from './invitations.ts';
import type { OwnerSettings } from './owner-settings.ts';
import { standingOf } from './standing.ts';

export type TeamViewsDeps = {
  readonly storage: Pick<Storage, 'members' | 'invitations' | 'sessions' | 'grants' | 'workspaces' | 'settings'>;
  readonly invitations: Pick<Invitations, 'list'>;
  readonly owners: Pick<OwnerSettings, 'ownersNeedTotp'>;
  readonly clock: Clock;
  readonly sendsMail: boolean;
  readonly outsideName: string | null;
};

/** What owners see of the team, and see change. `close` before the storage is closed. */
export class TeamViews {
  readonly #deps: TeamViewsDeps;
  readonly #changes = new Changes();
  readonly #unwatch: readonly (() => void)[];

  constructor(deps: TeamViewsDeps) {
    this.#deps = deps;
    const { members, invitations, sessions, grants, workspaces, settings } = deps.storage;
    this.#unwatch = [members, invitations, sessions, grants, workspaces, settings].map((collection) => collection.watch(() => this.#changes.tell()));
  }

  /** Members by name, without those removed; invitations by age. */
  async view(): Promise<TeamView> {
    const { storage, invitations, owners, sendsMail, outsideName } = this.#deps;
    const [members, sessions, open] = await Promise.all([storage.members.find(), storage.sessions.find(), invitations.list()]);
    const seen = lastSeen(sessions);
    const present = members.filter(({ removedAtMs }) => removedAtMs === null);
    return {
      members: (await Promise.all(present.map((member) => this.#member(member, seen)))).toSorted((a, b) => a.name.localeCompare(b.name)),
      invitations: open,
      ownersNeedTotp: owners.ownersNeedTotp,
      sendsMail,
      outsideName,
    };
  }

  /** The view at once and after each change, until the signal. */
  watch(signal: AbortSignal | undefined): AsyncGenerator<TeamView> {
    return live(this.#changes, () => this.view(), signal);
  }

  /** Somebody's standing changed by time alone. */
  tell(): void {
    this.#changes.tell();
  }

  close(): void {
    for (const end of this.#unwatch) end();
  }

  async #member(member: Stored<MemberDocument>, seen: ReadonlyMap<string, number>): Promise<TeamMember> {
    const { storage, clock } = this.#deps;
    const { id, edition, name, email, role, limits, quota, passwordHash, totp, oidcAccount, createdAtMs } = member;
    const [grants, workspaces] = await Promise.all([storage.grants.find({ memberId: id }), storage.workspaces.find({ memberId: id })]);
    return {
      id: MemberId.parse(id),
      edition,
      name,
      email,
      role,
      standing: standingOf(member, clock.now()),
      limits,
      quota,
      hasPassword: passwordHash !== null,
      hasTotp: totp !== null,
      hasOutsideAccount: oidcAccount !== null,
      modules: grants.length,
      workspaces: workspaces.filter(({ wanted }) => wanted === 'running' || wanted === 'stopped').length,
      runningWorkspaces: workspaces.filter(({ wanted }) => wanted === 'running').length,
      lastSeenAtMs: seen.get(id) ?? null,
      createdAtMs,
    };
  }
}

function lastSeen(sessions: readonly SessionDocument[]): Map<string, number> {
  const seen = new Map<string, number>();
  for (const { memberId, lastSeenAtMs } of sessions) seen.set(memberId, Math.max(lastSeenAtMs, seen.get(memberId) ?? 0));
  return seen;
}
