import type { AuditLog } from '../audit/audit-log.ts';
import type { Passwords } from '../auth/passwords.ts';
import type { Refusals } from '../auth/refusals.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Storage } from '../storage/storage.ts';
import { Invitations } from './invitations.ts';
import { createMailer } from './mailer.ts';
import type { OwnerSettings } from './owner-settings.ts';
import { Resets } from './resets.ts';
import { Standings } from './standings.ts';
import { Team } from './team.ts';
import { TeamViews } from './team-view.ts';

export type MembersDeps = {
  readonly storage: Pick<Storage, 'members' | 'invitations' | 'resets' | 'sessions' | 'grants' | 'modules' | 'tokens' | 'remoteKeys' | 'preferences' | 'workspaces' | 'settings'>;
  readonly audit: AuditLog;
  readonly refusals: Refusals;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly owners: OwnerSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: {
    readonly publicUrl: string;
    readonly smtpUrl?: string | undefined;
    readonly mailFrom?: string | undefined;
  };
  readonly outsideName: string | null;
};

export type TeamParts = {
  readonly team: Team;
  readonly invitations: Invitations;
  readonly resets: Resets;
  readonly views: TeamViews;
  readonly standings: Standings;
  close(): void;
};

/** Wires what owners do with members, finishes what a crash left, and ends the sessions of whoever goes out. */
export async function createMembers(deps: MembersDeps): Promise<TeamParts> {
  const { storage, audit, refusals, passwords, sessions, owners, clock, log, outsideName } = deps;
  const { publicUrl, smtpUrl, mailFrom } = deps.config;
  const mailer = createMailer({ smtpUrl, from: mailFrom, log });
  const team = new Team({ storage, audit, sessions, clock });
  const invitations = new Invitations({ storage, audit, refusals, passwords, mailer, clock, publicUrl });
  const resets = new Resets({ storage, audit, refusals, passwords, sessions, mailer, clock, publicUrl });
  const views = new TeamViews({ storage, invitations, owners, clock, sendsMail: mailer.sendsMail, outsideName });
  const standings = new Standings({ members: storage.members, clock, log });
  standings.onOut(({ memberId, standing }) => {
    views.tell();
    const because = standing === 'expired' ? 'access_ended' : standing;
    sessions.endAll(memberId, { because, actor: null, address: '' }).catch((error: unknown) => log.error({ err: error, memberId }, 'the sessions of a member who is out could not be ended'));
  });
  await team.repair();
  await standings.start();
  return {
    team,
    invitations,
    resets,
    views,
    standings,
    close() {
      standings.close();
      views.close();
      mailer.close();
    },
  };
}
