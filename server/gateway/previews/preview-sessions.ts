import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

import { Actor } from '../../../shared/actor.ts';
import { WorkspaceId } from '../../../shared/ids.ts';
import { readCookie } from '../../auth/cookies.ts';
import { OWN_COOKIE_PREFIX } from './preview-headers.ts';

export const PREVIEW_COOKIE = `${OWN_COOKIE_PREFIX}preview`;
const MAX_COOKIE_CHARACTERS = 512;

export type PreviewPlace = { readonly workspaceId: WorkspaceId; readonly port: number };

const Entry = z.strictObject({ actor: Actor, workspaceId: WorkspaceId, port: z.number().int() });

/**
 * Who entered which preview, in a cookie that this server alone can make and that names the place it is for. Nothing
 * is kept here, so a restart changes nothing for whoever looks at a preview. A cookie says who came in and not that they may
 * still be here: whoever finds one asks whether the session that opened it is good, every time.
 */
export class PreviewSessions {
  readonly #key: Buffer;

  /** @param key 32 bytes, the same after a restart, and of no other use */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** @returns the value of a Set-Cookie header */
  open(actor: Actor, { workspaceId, port }: PreviewPlace): string {
    const entry: z.infer<typeof Entry> = { actor, workspaceId, port };
    const text = Buffer.from(JSON.stringify(entry)).toString('base64url');
    return `${PREVIEW_COOKIE}=${text}.${this.#sign(text).toString('base64url')}; Path=/; Secure; HttpOnly; SameSite=Lax`;
  }

  /** Who holds a cookie for exactly this place. The caller asks whether their session is good still. */
  find(cookieHeader: string | undefined, place: PreviewPlace): Actor | null {
    const cookie = readCookie(cookieHeader, PREVIEW_COOKIE);
    if (cookie === null || cookie.length > MAX_COOKIE_CHARACTERS) return null;
    const [text = '', signature = '', ...more] = cookie.split('.');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.#sign(text);
    if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    const { actor, workspaceId, port } = Entry.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return workspaceId === place.workspaceId && port === place.port ? actor : null;
  }

  #sign(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}
