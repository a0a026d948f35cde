import { z } from 'zod';

import { Role } from './actor.ts';
import { Language } from './credentials.ts';
import { InvitationId, MemberId, ModuleId } from './ids.ts';
import { GrantAccess } from './projects.ts';
import { DAY_MS } from './units.ts';
import { WorkspaceLimits } from './workspaces.ts';

/** What members, invitations and limits look like, the same for the contracts, the use cases and the pages. */
export const INVITATION_DAYS = 7;
export const INVITATION_MAX_DAYS = 30;
export const RESET_LIFETIME_MS = DAY_MS;
export const RECOVERY_CODES = 10;
export const MINUTES_OF_A_DAY = 24 * 60;
const MAX_INVITED_GRANTS = 200;

/** An IANA name that this program's time zone data knows. */
export const TimeZone = z.string().min(1).max(64).refine((name) => isTimeZone(name));

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const minute = z.number().int().min(0).max(MINUTES_OF_A_DAY);

/** From a minute of the day until (not including) another of the same day, on some days of the week, 1 (Monday) to 7. */
export const Hours = z
  .object({ days: z.array(z.number().int().min(1).max(7)).min(1).max(7), fromMinute: minute, toMinute: minute, timeZone: TimeZone })
  .refine(({ fromMinute, toMinute }) => fromMinute < toMinute, { path: ['toMinute'] })
  .refine(({ days }) => new Set(days).size === days.length, { path: ['days'] });
export type Hours = z.infer<typeof Hours>;

/** When a stagiaire may be there, and what they may do besides editing. Everything is off unless it was switched on. */
export const StagiaireLimits = z.object({
  /** Epoch milliseconds; null: no end. */
  expiresAtMs: z.number().int().positive().max(8_640_000_000_000_000).nullable(),
  /** null: at any time. */
  hours: Hours.nullable(),
  terminal: z.boolean(),
  network: z.boolean(),
  transfer: z.boolean(),
  tokens: z.boolean(),
});
export type StagiaireLimits = z.infer<typeof StagiaireLimits>;

export const STRICTEST_LIMITS: StagiaireLimits = { expiresAtMs: null, hours: null, terminal: false, network: false, transfer: false, tokens: false };

/** The most of each that a member's workspaces may be promised together. */
export const Quota = WorkspaceLimits.extend({ workspaces: z.number().int().min(0).max(100) });
export type Quota = z.infer<typeof Quota>;

/** Whether a member may be here now, and if not, why. */
export const Standing = z.enum(['good', 'disabled', 'expired', 'outside_hours']);
export type Standing = z.infer<typeof Standing>;

export const InvitedGrant = z.object({ moduleId: ModuleId, access: GrantAccess });
export const InvitedGrants = z
  .array(InvitedGrant)
  .max(MAX_INVITED_GRANTS)
  .refine((grants) => new Set(grants.map(({ moduleId }) => moduleId)).size === grants.length);

/** As owners see a member. */
export const TeamMember = z.object({
  id: MemberId,
  /** Goes back with a change, so that the later of two owners is told. */
  edition: z.number().int(),
  name: z.string(),
  email: z.string(),
  role: Role,
  standing: Standing,
  limits: StagiaireLimits.nullable(),
  quota: Quota.nullable(),
  hasPassword: z.boolean(),
  hasTotp: z.boolean(),
  hasOutsideAccount: z.boolean(),
  modules: z.number().int(),
  workspaces: z.number().int(),
  runningWorkspaces: z.number().int(),
  /** null: has no session. */
  lastSeenAtMs: z.number().nullable(),
  createdAtMs: z.number(),
});
export type TeamMember = z.infer<typeof TeamMember>;

export const TeamInvitation = z.object({
  id: InvitationId,
  email: z.string(),
  role: Role,
  language: Language.nullable(),
  invitedBy: MemberId,
  createdAtMs: z.number(),
  /** May be over already: it is kept until it is withdrawn or renewed. */
  expiresAtMs: z.number(),
  limits: StagiaireLimits.nullable(),
  grants: z.array(InvitedGrant),
});
export type TeamInvitation = z.infer<typeof TeamInvitation>;

export const TeamView = z.object({
  members: z.array(TeamMember),
  invitations: z.array(TeamInvitation),
  /** Whether an owner without a second step is led to set it up before anything else. */
  ownersNeedTotp: z.boolean(),
  /** Whether mail can be sent; links are shown in any case. */
  sendsMail: z.boolean(),
  /** The configured provider's name; null: there is none. */
  outsideName: z.string().nullable(),
});
export type TeamView = z.infer<typeof TeamView>;

/** A link that is shown this once, and what became of its mail. */
export const OneTimeLink = z.object({ link: z.string(), expiresAtMs: z.number(), mail: z.enum(['sent', 'failed', 'off']) });
export type OneTimeLink = z.infer<typeof OneTimeLink>;

/** 256 random bits, base64url: what a link ends with. */
export const LinkToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
