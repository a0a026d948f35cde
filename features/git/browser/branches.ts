import type { Contribution } from '../../../components/workbench/contribution.ts';
import { BranchesHost } from './branches-host.tsx';
import { branchesSession, type BranchFlow } from './branches-session.ts';

const COMMANDS = ['switch', 'create', 'rename', 'remove', 'merge', 'rebase', 'stash', 'stashes', 'sync', 'fetch', 'pull', 'push', 'backUp', 'backups', 'remotes'] as const satisfies readonly BranchFlow[];

/** Branches, what is put aside, the way to the server: commands, and what they ask. */
export const branchesContribution: Contribution = {
  name: 'branches',
  activate: branchesSession.activate,
  background: [BranchesHost],
  commands: (workbench) => COMMANDS.map((flow) => ({ id: `git.${flow}`, titleKey: `branches.commands.${flow}` as const, enabled: () => workbench.capabilities.has('files.write') && (flow !== 'remotes' || workbench.capabilities.has('remotes')), run: () => branchesSession.of(workbench).asked.emit({ flow, root: null }) })),
};
