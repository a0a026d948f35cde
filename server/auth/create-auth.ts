import { hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { isAtelier } from '#shared/errors.ts';
import { MINUTE_MS, SECOND_MS } from '#shared/units.ts';

import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { OidcConfig } from '../config.ts';
import type { HttpHandler } from '../feature.ts';
import type { Log } from '../log.ts';
import { createMembers, type TeamParts } from '../members/create-members.ts';
import { OwnerSettings } from '../members/owner-settings.ts';
import type { Storage } from '../storage/storage.ts';
import { Account } from './account.ts';
import { Attempts } from './attempts.ts';
import type { Authenticator } from './authenticator.ts';
import { createCheckPassword } from './check-password.ts';
import { describeClient } from './client-name.ts';
import { createAuthenticator } from './create-authenticator.ts';
import { createAuthHandler } from './create-handler.ts';
import { OutsideAccounts } from './outside-accounts.ts';
import type { Outside } from './outside-endpoints.ts';
import { Passwords } from './passwords.ts';
import { Refusals } from './refusals.ts';
import { SecretBox } from './secret-box.ts';
import { Sessions } from './sessions.ts';
import { Setup } from './setup.ts';
import { Totp } from './totp.ts';

const SECRET_SETTING = 'auth.secret';
const SECRET_BYTES = 32;

export type AuthDeps = {
  readonly storage: Omit<Storage, 'close'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: {
    /** The origin people open; requests that change something must come from its pages. */
    readonly publicUrl: string;
    /** More origins of the same pages, e.g. 127.0.0.1 beside localhost. */
    readonly moreOrigins?: readonly string[] | undefined;
    /** Seals the cookies; kept in the storage when not given. */
    readonly secret?: string | undefined;
    readonly ownerEmail?: string | undefined;
    readonly ownerPassword?: string | undefined;
    readonly smtpUrl?: string | undefined;
    readonly mailFrom?: string | undefined;
    readonly oidc?: OidcConfig | undefined;
  };
  /** Where a request comes from; by default the socket's other end. */
  readonly callerOf?: (request: IncomingMessage) => Caller;
};

/** What `features/members/server` needs. */
export type Members = Omit<TeamParts, 'close'> & {
  readonly account: Account;
  readonly setup: Pick<Setup, 'open' | 'createOwner'>;
  readonly totp: Totp;
  readonly owners: OwnerSettings;
  readonly audit: AuditLog;
  /** What the configured provider is called; null: there is none. */
  readonly outsideName: string | null;
};

export type Auth = {
  readonly authenticator: Authenticator;
  /** Answers everything below `/api/auth`. */
  readonly handler: HttpHandler;
  readonly members: Members;
  /** A key of the server's own for one purpose: 32 bytes, the same after a restart as long as the secret is. */
  keyFor(purpose: string): Buffer;
  /** For the console: the code to print while the setup is open. */
  readonly setup: { readonly code: string; open(): Promise<boolean> };
  /** Ends expired sessions now; also done every minute, and when the next one expires. */
  sweep(): Promise<void>;
  /** Before the storage is closed. */
  close(): Promise<void>;
};

/**
 * Wires sign-in, sessions and the setup. Makes the first owner when the configuration names one.
 * @throws ConfigError the configured owner's address or password cannot be used
 */
export async function createAuth({ storage, audit, clock, log, config, callerOf = callerOfSocket }: AuthDeps): Promise<Auth> {
  const secret = config.secret ?? (await storedSecret(storage));
  const passwords = new Passwords();
  const attempts = new Attempts();
  const refusals = new Refusals({ audit, log });
  const outsideName = config.oidc?.name ?? null;
  const owners = await OwnerSettings.open(storage);
  const sessions = new Sessions({ storage, owners, audit, clock, log });
  const reader = createAuthenticator({ sessions, owners, secret });
  const box = new SecretBox(secret);
  const totp = new Totp({ storage, audit, box, clock });
  const setup = new Setup({ storage, audit, refusals, passwords, clock });
  if (config.ownerEmail !== undefined && config.ownerPassword !== undefined) {
    await setup.ensureOwner({ email: config.ownerEmail, password: config.ownerPassword });
  }
  await passwords.warmUp();
  const allowedOrigins = [config.publicUrl, ...(config.moreOrigins ?? [])].map((url) => new URL(url).origin);
  const checkPassword = createCheckPassword({ storage, attempts, passwords, refusals, totp, clock });
  const team = await createMembers({ storage, audit, refusals, passwords, sessions, owners, clock, log, config, outsideName });
  const outside = outsideOf();
  // An owner without a second step goes on from here with their account alone.
  const unwatchOwners = storage.settings.watch(() => void closeHeldBack({ storage, owners, sessions, log }));
  const sweeper = startSweeper({ sessions, clock, log });

  function outsideOf(): Outside | null {
    const { oidc, publicUrl } = config;
    if (oidc === undefined) return null;
    const accounts = new OutsideAccounts({ storage, audit, refusals, invitations: team.invitations, clock, issuer: oidc.issuer });
    return { oidc, accounts, totp, attempts, box, clock, storage, publicUrl };
  }

  return {
    authenticator: { authenticate: (request) => reader.authenticate(request), mustGoTo: (request) => reader.mustGoTo(request), stillGood: (actor) => reader.stillGood(actor), stillSignedIn: (actor) => reader.stillSignedIn(actor), onEnded: (listener) => reader.onEnded(listener) },
    handler: createAuthHandler({ sessions, reader, checkPassword, refusals, log, secret, allowedOrigins, callerOf, outside }),
    members: { ...team, account: new Account({ storage, owners, audit, sessions, passwords, attempts }), setup, totp, owners, audit, outsideName },
    keyFor: (purpose) => Buffer.from(hkdfSync('sha256', secret, '', `atelier ${purpose}`, 32)),
    setup,
    sweep: () => sweeper.sweep(),
    async close() {
      team.close();
      unwatchOwners();
      owners.close();
      await sweeper.close();
      await sessions.close();
    },
  };
}

type HeldBack = { storage: Pick<Storage, 'members'>; owners: OwnerSettings; sessions: Sessions; log: Log };

async function closeHeldBack({ storage, owners, sessions, log }: HeldBack): Promise<void> {
  try {
    if (!owners.ownersNeedTotp) return;
    for (const owner of await storage.members.find({ role: 'owner' })) if (owners.mustSetUpTotp(owner)) await sessions.closeAll(owner.id);
  } catch (error) {
    log.error({ err: error }, 'what owners without a second step have open could not be closed');
  }
}

/** Made once, by whoever is first. */
async function storedSecret({ settings }: Pick<Storage, 'settings'>): Promise<string> {
  const known = await settings.get(SECRET_SETTING);
  if (known !== null) return known.value;
  try {
    return (await settings.insert(SECRET_SETTING, { value: randomBytes(SECRET_BYTES).toString('base64url') })).value;
  } catch (error) {
    const theirs = isAtelier(error, 'already_exists') ? await settings.get(SECRET_SETTING) : null;
    if (theirs === null) throw error;
    return theirs.value;
  }
}

/** Sweeps at least every minute, and to the second when a session is about to expire, so that its sockets close then. */
function startSweeper({ sessions, clock, log }: { sessions: Sessions; clock: Clock; log: Log }): { sweep(): Promise<void>; close(): Promise<void> } {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let closed = false;
  const plan = (delayMs: number): void => {
    if (timer !== null) clearTimeout(timer);
    if (!closed) timer = setTimeout(() => void sweep(), delayMs).unref();
  };
  const run = async (): Promise<void> => {
    let nextMs: number | null = null;
    try {
      nextMs = await sessions.sweep();
    } catch (error) {
      log.error({ err: error }, 'expired sessions could not be swept');
    }
    plan(nextMs === null ? MINUTE_MS : Math.min(MINUTE_MS, Math.max(SECOND_MS, nextMs - clock.now())));
  };
  const sweep = (): Promise<void> => {
    running = running.then(run);
    return running;
  };
  void sweep();
  return {
    sweep,
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}

function callerOfSocket(request: IncomingMessage): Caller {
  return {
    address: request.socket.remoteAddress ?? '',
    client: describeClient(request.headers['user-agent']),
    requestId: randomUUID(),
  };
}
