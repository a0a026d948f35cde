import { Plug } from 'lucide-react';

import type { Contribution } from '../../../components/workbench/contribution.ts';
import { PortAnnouncements, PreviewButton } from './announcements.tsx';
import { portsSession } from './ports-session.ts';
import { PortsView } from './ports-view.tsx';

/** Programs that listen, and their previews. */
export const portsContribution: Contribution = {
  name: 'ports',
  needs: 'ports',
  activate: portsSession.activate,
  activityViews: [{ id: 'ports', titleKey: 'ports.title', icon: Plug, count: (workbench) => portsSession.of(workbench).count, View: PortsView }],
  panels: [{ id: 'ports', titleKey: 'ports.title', icon: Plug, count: (workbench) => portsSession.of(workbench).count, View: PortsView }],
  topBarItems: [PreviewButton],
  background: [PortAnnouncements],
  commands: (workbench) => [{ id: 'ports.show', titleKey: 'ports.commands.show', run: () => workbench.layout.showActivity('ports') }],
};
