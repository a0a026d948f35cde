import type { AuditLog } from '../audit/audit-log.ts';
import { Refusals } from '../auth/refusals.ts';
import type { Clock } from '../clock.ts';
import type { ModuleRights } from '../grants/module-rights.ts';
import type { Log } from '../log.ts';
import type { Storage } from '../storage/storage.ts';
import { AccessTokens } from './access-tokens.ts';
import { createGitDoor, type GitDoor } from './create-git-door.ts';
import { createGitHttp, type GitHttp } from './create-git-http.ts';
import type { Repositories } from './repositories.ts';

export type GitDeps = {
  readonly storage: Pick<Storage, 'tokens' | 'members'>;
  readonly repositories: Repositories;
  readonly rights: ModuleRights;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
};

export type Git = {
  /** For the gateway: people's git clients, with a token. */
  readonly door: GitDoor;
  /** For whoever knows who asks: workspaces. */
  readonly http: GitHttp;
  readonly tokens: AccessTokens;
  /** Before the repositories and the storage are closed. */
  close(): Promise<void>;
};

/** Git over HTTP, and the tokens that people reach it with. */
export function createGit(deps: GitDeps): Git {
  const { audit, log } = deps;
  const tokens = new AccessTokens(deps);
  const http = createGitHttp(deps);
  return {
    door: createGitDoor({ gitHttp: http, tokens, refusals: new Refusals({ audit, log }), log }),
    http,
    tokens,
    close: async () => {
      await http.close();
      await tokens.close();
    },
  };
}
