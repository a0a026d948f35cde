import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { TokenId } from '../../shared/ids.ts';
import { procedure } from '../../shared/procedures.ts';
import { NewToken, TokenView } from '../../shared/tokens.ts';

export * from '../../shared/tokens.ts';

/** `allowed` is false for a stagiaire for whom the owner did not switch tokens on: then there are none either. */
export const TokenList = z.object({ allowed: z.boolean(), tokens: z.array(TokenView) });
export type TokenList = z.infer<typeof TokenList>;

/** A member's own tokens for git over HTTP; nobody sees another's. */
export const tokensContract = {
  /** Newest first. Expired ones are gone. */
  list: procedure.route({ method: 'GET', path: '/tokens' }).output(TokenList),
  /** The list again after each change. */
  watch: procedure.route({ method: 'GET', path: '/tokens-live' }).output(eventIterator(TokenList)),
  /**
   * `secret` is nowhere afterwards. `forbidden`: not allowed any; `not_found`: one of the modules is not granted;
   * `already_exists`: the name; `limit_reached` (`details.max`).
   */
  create: procedure
    .route({ method: 'POST', path: '/tokens' })
    .input(NewToken)
    .output(z.object({ token: TokenView, secret: z.string() })),
  /** It is refused from now on. `not_found` unless it is one of the member's own. */
  revoke: procedure
    .route({ method: 'DELETE', path: '/tokens/{tokenId}' })
    .input(z.object({ tokenId: TokenId }))
    .output(z.object({})),
};
