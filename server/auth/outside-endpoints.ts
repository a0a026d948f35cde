import { AtelierError, isAtelier } from '#shared/errors.ts';
import { MemberId } from '#shared/ids.ts';
import { MINUTE_MS, SECOND_MS } from '#shared/units.ts';

import type { Clock } from '../clock.ts';
import type { OidcConfig } from '../config.ts';
import { standingOf } from '../members/standing.ts';
import type { MemberDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import type { Attempts } from './attempts.ts';
import { acceptedFields, AFTER_SIGN_IN, callOf, csrfIn, done, pathIn, refused, rememberedPath, urlIn, wentTo, type Answer, type Asked, type AuthDeps, type Endpoints } from './auth-exchange.ts';
import { OUTSIDE_COOKIE, readCookie } from './cookies.ts';
import { idleFlow, nextAuthOptions, OUTSIDE, type NextAuthFlow } from './next-auth-options.ts';
import { OutsideClaims, type OutsideAccounts } from './outside-accounts.ts';
import { runNextAuth, type NextAuthAnswer } from './run-next-auth.ts';
import type { SecretBox } from './secret-box.ts';
import { actorIn } from './sessions.ts';
import type { Totp } from './totp.ts';

const ACTION = 'session.create';
const CODE_PAGE = '/login?step=code';
const CODE_LIFETIME_MS = 10 * MINUTE_MS;
const HALF_WAY = 'outside sign-in, half-way';

export type Outside = {
  readonly oidc: OidcConfig;
  readonly accounts: OutsideAccounts;
  readonly totp: Pick<Totp, 'use'>;
  readonly attempts: Attempts;
  readonly box: SecretBox;
  readonly clock: Clock;
  readonly storage: Pick<Storage, 'members'>;
  /** Where the provider sends people back to. */
  readonly publicUrl: string;
};

type Deps = AuthDeps & { readonly outside: Outside };
type Member = Stored<MemberDocument>;

/** Signing in with the configured provider: there, back, and the second step of whoever has one. */
export function outsideEndpoints(given: AuthDeps, outside: Outside): Endpoints {
  const deps: Deps = { ...given, outside };
  return {
    [`/signin/${OUTSIDE}`]: { method: 'POST', answer: (asked) => leave(deps, asked) },
    [`/callback/${OUTSIDE}`]: { method: 'GET', answer: (asked) => comeBack(deps, asked) },
    '/callback/code': { method: 'POST', answer: (asked) => secondStep(deps, asked) },
  };
}

/** Answers with the provider's page. @throws AtelierError upstream_failed: the provider does not answer; forbidden; origin_refused */
async function leave(deps: Deps, asked: Asked): Promise<Answer> {
  const fields = await acceptedFields(deps, { ...asked, action: ACTION });
  const goTo = pathIn(fields['callbackUrl'], AFTER_SIGN_IN);
  const call = { ...callOf(asked, 'POST', ['signin', OUTSIDE]), body: { csrfToken: csrfIn(fields), callbackUrl: goTo } };
  const answer = await runNextAuth(call, optionsOf(deps, { ...idleFlow, goTo }), deps.outside.publicUrl);
  const url = urlIn(answer.body);
  if (url === null || url.includes('csrf=true')) throw await refused(deps, { caller: asked.caller, action: ACTION, code: 'forbidden' });
  if (url.startsWith(`${deps.outside.publicUrl}/api/auth/`)) throw new AtelierError('upstream_failed');
  return { body: { url }, setCookie: answer.setCookie };
}

/** Always answers with a page: a person stands here, not a script. */
async function comeBack(deps: Deps, asked: Asked): Promise<Answer> {
  const { outside, sessions } = deps;
  const { request, caller } = asked;
  const goTo = rememberedPath(asked, AFTER_SIGN_IN);
  const before = await deps.reader.sessionOf(request.headers.cookie);
  let problem = 'failed';
  let entered: Member | null = null;
  const flow: NextAuthFlow = {
    ...idleFlow,
    goTo,
    async enter(claims) {
      const parsed = OutsideClaims.safeParse(claims);
      if (!parsed.success) return false;
      try {
        entered = await outside.accounts.enter(parsed.data, caller);
        return entered.totp === null ? true : CODE_PAGE;
      } catch (error) {
        if (!isAtelier(error, 'forbidden')) throw error;
        problem = String(error.details['because']);
        return false;
      }
    },
    startSession: async () => (entered === null ? null : sessions.create({ id: MemberId.parse(entered.id), role: entered.role }, caller)),
  };
  const query = Object.fromEntries(new URL(request.url ?? '', 'http://n').searchParams);
  const call = { ...callOf(asked, 'GET', ['callback', OUTSIDE]), query, body: { callbackUrl: goTo } };
  const answer = await runNextAuth(call, optionsOf(deps, flow), outside.publicUrl);
  if (entered !== null && urlIn(answer.body) === CODE_PAGE) return seeOther(CODE_PAGE, [...answer.setCookie, halfWay(outside, entered, goTo)]);
  if (entered === null || !wentTo(answer, goTo)) {
    if (problem === 'failed') await refused(deps, { caller, action: ACTION, code: 'upstream_failed' });
    return seeOther(`/login?problem=${problem}`, withoutSession(answer));
  }
  if (before !== null) await sessions.end(before.session, { because: 'signed_in_again', actor: actorIn(before), address: caller.address });
  return seeOther(goTo, answer.setCookie);
}

/**
 * The code of whoever came back from the provider and has a second step.
 * @throws AtelierError not_signed_in: did not come back, or too long ago; wrong_credentials with `field: 'code'`; too_many_requests; forbidden; origin_refused
 */
async function secondStep(deps: Deps, asked: Asked): Promise<Answer> {
  const { outside, sessions } = deps;
  const { request, caller } = asked;
  const fields = await acceptedFields(deps, { ...asked, action: ACTION });
  const sealed = readCookie(request.headers.cookie, OUTSIDE_COOKIE);
  const opened = sealed === null ? null : outside.box.open(sealed, HALF_WAY);
  const { memberId = '', goTo = AFTER_SIGN_IN, untilMs = 0 } = opened === null ? {} : (JSON.parse(opened) as { memberId: string; goTo: string; untilMs: number });
  const member = untilMs > outside.clock.now() ? await outside.storage.members.get(memberId) : null;
  if (member === null || member.disabled) throw new AtelierError('not_signed_in');
  // Their time may have ended since they came back.
  const standing = standingOf(member, outside.clock.now());
  if (standing !== 'good') throw new AtelierError('forbidden', { because: standing });
  let failure: unknown = null;
  const flow: NextAuthFlow = {
    ...idleFlow,
    goTo,
    async authorize() {
      try {
        const attempt = await outside.attempts.begin({ address: caller.address, account: member.email });
        const { code } = fields;
        try {
          await outside.totp.use(member, typeof code === 'string' ? code.slice(0, 32) : '');
        } catch (error) {
          attempt.failed();
          throw error;
        }
        await attempt.succeeded();
        return member;
      } catch (error) {
        failure = error;
        return null;
      }
    },
    startSession: () => sessions.create({ id: MemberId.parse(member.id), role: member.role }, caller),
  };
  const call = { ...callOf(asked, 'POST', ['callback', 'credentials']), body: { csrfToken: csrfIn(fields), callbackUrl: goTo } };
  const answer = await runNextAuth(call, optionsOf(deps, flow));
  if (failure !== null) {
    if (isAtelier(failure)) await deps.refusals.record({ action: ACTION, target: member.id, caller, reason: failure.code });
    throw failure;
  }
  if (!wentTo(answer, goTo)) throw await refused(deps, { caller, action: ACTION, code: 'forbidden' });
  return done({ ...answer, setCookie: [...answer.setCookie, cookie('', 0)] }, { goTo, request, fields });
}

function optionsOf({ secret, log, outside }: Deps, flow: NextAuthFlow): ReturnType<typeof nextAuthOptions> {
  return nextAuthOptions({ secret, log, oidc: outside.oidc }, flow);
}

function halfWay({ box, clock }: Outside, { id }: Member, goTo: string): string {
  return cookie(box.seal(JSON.stringify({ memberId: id, goTo, untilMs: clock.now() + CODE_LIFETIME_MS }), HALF_WAY), CODE_LIFETIME_MS);
}

function cookie(value: string, lifetimeMs: number): string {
  return `${OUTSIDE_COOKIE}=${value}; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=${lifetimeMs / SECOND_MS}`;
}

/** next-auth sets its cookie before it knows how it ends; without a session there is none to be kept. */
function withoutSession({ setCookie }: NextAuthAnswer): string[] {
  return setCookie.filter((line) => !line.startsWith('__Host-atelier.session='));
}

function seeOther(path: string, setCookie: readonly string[]): Answer {
  return { body: {}, setCookie, seeOther: path };
}
