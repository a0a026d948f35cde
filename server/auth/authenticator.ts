import type { IncomingMessage } from 'node:http';

import type { Actor } from '../../shared/actor.ts';
import type { MemberId, SessionId } from '../../shared/ids.ts';

/**
 * The one way from a request (page, procedure, proxied byte or upgrade alike) to who is asking.
 * Reads the session cookie only; never Bearer, never a query.
 */
export interface Authenticator {
  /**
   * null: no cookie, or one that is unknown, expired, revoked or of a member who may not be here now; and everywhere
   * but on their own account, an owner who has to set up their second step first.
   */
  authenticate(request: IncomingMessage): Promise<Actor | null>;
  /** Where somebody with a good session must go before anything else; null: nowhere. */
  mustGoTo(request: IncomingMessage): Promise<'/account' | null>;
  /** Whether an actor of a while ago is one still: the session has not ended, the role is the same. */
  stillGood(actor: Actor): Promise<boolean>;
  /** The same, also for an owner who must go to their account first: for what was authorised by `authenticate` a moment ago. */
  stillSignedIn(actor: Actor): Promise<boolean>;
  /** Tells when sessions end (logout, revocation, expiry, disabled, lower role), so that sockets close at once. */
  onEnded(listener: (ended: { sessionId: SessionId; memberId: MemberId }) => void): () => void;
}
