import { AtelierError, isAtelier } from '../../shared/errors.ts';
import type { MemberDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';

/** A member's own writes (a language, a code that was used) and an owner's may come between a read and a write. */
const TRIES = 5;

type Member = Stored<MemberDocument>;

/**
 * Replaces part of a member, decided on the member as it is: when somebody else wrote in between, it is decided anew.
 * What `change` throws is thrown on, and nothing is written.
 * @throws AtelierError not_found: there is no such member; conflict: others kept writing
 */
export async function changeMember(
  members: Storage['members'],
  memberId: string,
  change: (member: Member) => Partial<MemberDocument> | Promise<Partial<MemberDocument>>,
): Promise<Member> {
  for (let tries = 1; ; tries += 1) {
    const member = await members.get(memberId);
    if (member === null) throw new AtelierError('not_found');
    const changes = await change(member);
    const { id, revision, ...document } = member;
    try {
      return await members.replace(id, revision, { ...document, ...changes });
    } catch (error) {
      if (!isAtelier(error, 'conflict') || tries === TRIES) throw error;
    }
  }
}
