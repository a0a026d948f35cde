import { AtelierError } from '#shared/errors.ts';
import type { SignIn } from '#shared/credentials.ts';

import type { Caller } from '../api.ts';
import type { Clock } from '../clock.ts';
import { standingOf } from '../members/standing.ts';
import type { MemberDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import type { Attempts } from './attempts.ts';
import type { Passwords } from './passwords.ts';
import type { Refusals } from './refusals.ts';
import type { Totp } from './totp.ts';

export type CheckDeps = {
  readonly storage: Pick<Storage, 'members'>;
  readonly attempts: Attempts;
  readonly passwords: Passwords;
  readonly refusals: Refusals;
  readonly totp: Pick<Totp, 'use'>;
  readonly clock: Clock;
};

/** Who signs in with these credentials. An unknown address, a disabled member and a wrong password cost and say the same. */
export type CheckPassword = (credentials: SignIn, caller: Caller) => Promise<Stored<MemberDocument>>;

/**
 * The check behind the sign-in, limited before anything is hashed. Refusals are recorded, with the member they
 * were about; what was typed for an address that nobody has is not.
 * It throws AtelierError wrong_credentials, with `field: 'code'` when only the code was wrong; code_required: the
 * password was right; forbidden with `because` (a Standing): as much, but not now; too_many_requests with
 * `retryAfterSeconds`; unavailable. A right password alone gives no try back.
 */
export function createCheckPassword({ storage, attempts, passwords, refusals, totp, clock }: CheckDeps): CheckPassword {
  return async (credentials, caller) => {
    const email = credentials.email.trim().toLowerCase();
    const [member] = await storage.members.find({ email });
    try {
      const attempt = await attempts.begin({ address: caller.address, account: email });
      const right = await passwords.verify(credentials.password, member?.passwordHash ?? null);
      if (member === undefined || !right || member.disabled) {
        attempt.failed();
        throw new AtelierError('wrong_credentials');
      }
      if (member.totp !== null) await secondStep(member, { code: credentials.code, attempt, totp });
      const standing = standingOf(member, clock.now());
      if (standing !== 'good') throw new AtelierError('forbidden', { because: standing });
      await attempt.succeeded();
      return member;
    } catch (error) {
      if (error instanceof AtelierError) {
        await refusals.record({ action: 'session.create', target: member?.id ?? '', caller, reason: error.code });
      }
      throw error;
    }
  };
}

type SecondStep = { readonly code: string | undefined; readonly attempt: { failed(): void }; readonly totp: Pick<Totp, 'use'> };

async function secondStep(member: Stored<MemberDocument>, { code, attempt, totp }: SecondStep): Promise<void> {
  if (code === undefined || code.trim() === '') throw new AtelierError('code_required');
  try {
    await totp.use(member, code);
  } catch (error) {
    attempt.failed();
    throw error;
  }
}
