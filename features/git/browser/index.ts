import { GitBranch } from 'lucide-react';

import type { Contribution } from '../../../components/workbench/contribution.ts';
import { gitSession } from './git-session.ts';
import { GitView } from './git-view.tsx';

const KEY = 'Ctrl+Shift+G';

/** Source control: what changed, what is saved, what is sent. */
export const gitContribution: Contribution = {
  name: 'git',
  activate: gitSession.activate,
  activityViews: [{ id: 'git', titleKey: 'git.title', shortKey: 'git.short', icon: GitBranch, keybinding: KEY, count: (workbench) => gitSession.of(workbench).count, View: GitView }],
  commands: (workbench) => [{ id: 'git.show', titleKey: 'git.commands.show', keybinding: KEY, run: () => workbench.layout.showActivity('git') }],
};
