import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** A token for a link that is shown once, and the hash that is kept of it. */
export function newLinkToken(): { token: string; tokenHash: string } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, tokenHash: linkHash(token) };
}

/** 256 random bits need no slow hash. */
export function linkHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
