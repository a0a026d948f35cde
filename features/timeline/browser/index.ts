import { History } from 'lucide-react';

import type { Contribution } from '../../../components/workbench/contribution.ts';
import { TimelineTexts } from './text-source.tsx';
import { TimelineFoot } from './timeline-foot.tsx';
import { timelineSession } from './timeline-session.ts';

/** What files and folders were. */
export const timelineContribution: Contribution = {
  name: 'timeline',
  activate: (workbench) => {
    const end = timelineSession.activate(workbench);
    const session = timelineSession.of(workbench);
    const endMenu = workbench.files.menu.add({
      id: 'timeline.show',
      titleKey: 'timeline.title',
      icon: History,
      group: 'git',
      applies: (targets) => targets.length === 1,
      run: ([target]) => (target === undefined ? undefined : session.show(target.path)),
    });
    return () => {
      endMenu();
      end();
    };
  },
  sideFeet: [{ id: 'timeline', below: 'explorer', View: TimelineFoot }],
  background: [TimelineTexts],
  commands: (workbench) => [
    {
      id: 'timeline.show',
      titleKey: 'timeline.commands.show',
      run: () => {
        workbench.layout.showActivity('explorer');
        timelineSession.of(workbench).setOpen(true);
      },
    },
  ],
};
