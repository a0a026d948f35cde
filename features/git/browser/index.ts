import { GitBranch } from 'lucide-react';

import type { Contribution } from '../../../components/workbench/contribution.ts';
import { BranchStatus } from './branch-status.tsx';
import { gitCommands, gitMenu, SHOW_KEY } from './commands.ts';
import { gitSession } from './git-session.ts';
import { gitTexts } from './git-texts.ts';
import { GitActions, GitView } from './git-view.tsx';
import { mergeKind } from './merge/kind.tsx';
import { GitQuestions } from './questions.tsx';
import { GIT_SETTINGS } from './settings.ts';
import { attachGit } from './text/attach.ts';
import { KeepWords } from './keep-words.tsx';

/** Source control: what changed, what is saved, what is sent. */
export const gitContribution: Contribution = {
  name: 'git',
  activate: (workbench) => {
    const end = gitSession.activate(workbench);
    const session = gitSession.of(workbench);
    const { editors, files, settings } = workbench;
    const undo = [settings.declared.add(...GIT_SETTINGS), editors.texts.add(gitTexts(session)), editors.kinds.add(mergeKind(session)), editors.attachments.add((context) => attachGit(session, context)), files.marks.add(session.marks), files.menu.add(...gitMenu(workbench))];
    return () => {
      for (const stop of undo) stop();
      end();
    };
  },
  activityViews: [{ id: 'git', titleKey: 'git.title', shortKey: 'git.short', icon: GitBranch, keybinding: SHOW_KEY, count: (workbench) => gitSession.of(workbench).count, Actions: GitActions, View: GitView }],
  statusItems: [{ id: 'branch', side: 'left', Item: BranchStatus }],
  background: [KeepWords, GitQuestions],
  commands: gitCommands,
};
