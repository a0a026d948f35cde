import { implement } from '@orpc/server';

import { needs } from '../../../agent/capabilities.ts';
import type { AgentContext, AgentKernel } from '../../../agent/feature.ts';
import { gitContract } from '../contract.ts';

export type GitProcedures = ReturnType<typeof gitProcedures>;

/** What every procedure of this feature is made of: `reads` for looking, `writes` for what changes the working copy, its repository or the server. */
export function gitProcedures(kernel: Pick<AgentKernel, 'touch'>) {
  const contract = implement(gitContract).$context<AgentContext>();
  const reads = contract.use(needs('files.read'));
  const writes = contract.use(needs('files.write', kernel));
  return { contract, reads, writes };
}
