import { randomBytes } from 'node:crypto';

import type { Actor } from '../../shared/actor.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { MINUTE_MS } from '../../shared/units.ts';
import type { Clock } from '../clock.ts';

export const PREVIEW_CODE_LIFETIME_MS = MINUTE_MS;
const MAX_CODES = 10_000;

export type Preview = { readonly actor: Actor; readonly workspaceId: WorkspaceId; readonly port: number; readonly path: string };

/**
 * One-time codes that take an actor from the IDE's host name to a preview's. In memory on purpose: a restart
 * forgets them, and opening the preview again makes another.
 */
export class PreviewCodes {
  readonly #clock: Clock;
  readonly #codes = new Map<string, { preview: Preview; expiresAtMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  mint(preview: Preview): string {
    this.#forgetOld();
    const code = randomBytes(24).toString('base64url');
    this.#codes.set(code, { preview, expiresAtMs: this.#clock.now() + PREVIEW_CODE_LIFETIME_MS });
    return code;
  }

  /** What the code stands for, once. The caller still asks whether the actor may enter. */
  redeem(code: string): Preview | null {
    const entry = this.#codes.get(code);
    this.#codes.delete(code);
    return entry === undefined || entry.expiresAtMs <= this.#clock.now() ? null : entry.preview;
  }

  #forgetOld(): void {
    for (const [code, { expiresAtMs }] of this.#codes) {
      // In the order they were made, hence of their expiry.
      if (expiresAtMs > this.#clock.now() && this.#codes.size < MAX_CODES) return;
      this.#codes.delete(code);
    }
  }
}
