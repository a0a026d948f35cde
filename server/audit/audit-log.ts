import type { Actor } from '../../shared/actor.ts';

/** Who did what, on what, from where, when and with which outcome. Never a secret, a content or a keystroke. */
export interface AuditLog {
  record(entry: {
    actor: Actor | null;
    /** `<subject>.<verb>`, e.g. `session.create`, `workspace.delete`. */
    action: string;
    target: string;
    address: string;
    outcome: 'done' | 'refused' | 'failed';
    details?: Readonly<Record<string, string | number | boolean>>;
  }): Promise<void>;
}
