import { Play } from 'lucide-react';

import type { Contribution } from '../../../components/workbench/contribution.ts';
import { RunView } from './run-view.tsx';

/** What the workspace answers for, and whom it may call. */
export const servicesContribution: Contribution = {
  name: 'services',
  needs: 'ports',
  activityViews: [{ id: 'run', titleKey: 'services.title', icon: Play, View: RunView }],
  commands: (workbench) => [{ id: 'services.show', titleKey: 'services.commands.show', run: () => workbench.layout.showActivity('run') }],
};
