import type { MemberId, SessionId } from '../../shared/ids.ts';

/** Every `Actor` is one; a member who comes with a token or from a workspace has no session. */
export type Recorded = { readonly memberId: MemberId; readonly sessionId: SessionId | null };

/** Who did what, on what, from where, when and with which outcome. Never a secret, a content or a keystroke. */
export interface AuditLog {
  record(entry: {
    /** null: nobody who is known, or the server itself. */
    actor: Recorded | null;
    /** `<subject>.<verb>`, e.g. `session.create`, `workspace.delete`. */
    action: string;
    target: string;
    address: string;
    outcome: 'done' | 'refused' | 'failed';
    details?: Readonly<Record<string, string | number | boolean>>;
  }): Promise<void>;
}
