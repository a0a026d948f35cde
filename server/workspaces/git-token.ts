import { createHmac } from 'node:crypto';

/**
 * What a workspace's git shows to `http://atelier.internal/git/…`: derived from the workspace's secret, so that
 * nothing more is kept, and worthless anywhere else. The workspace's own programs may read it, as they may read
 * the secret: it opens what the workspace was granted and nothing more.
 */
export function gitTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('git').digest('base64url');
}
