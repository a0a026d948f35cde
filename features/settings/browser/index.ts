import { Keyboard, Settings2 } from 'lucide-react';

import type { Contribution } from '../../../components/workbench/contribution.ts';
import type { KeybindingRule } from '../../../components/workbench/commands/resolve-bindings.ts';
import { WORKBENCH_SETTINGS } from '../../../components/workbench/settings/look-settings.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { followAppearance } from './appearance.ts';
import { openJson, openKeys, openSettings } from './open-pages.ts';
import { SettingsHost } from './settings-host.tsx';
import { settingsSession } from './settings-session.ts';
import { AppMenu } from './view/app-menu.tsx';

/** Keys that browsers keep for themselves, and leave to an app of its own. */
const IN_THE_APP: readonly KeybindingRule[] = [
  { key: 'Ctrl+T', command: 'palette.files', when: 'installedApp' },
  { key: 'Ctrl+Tab', command: 'editor.next', when: 'installedApp' },
  { key: 'Ctrl+Shift+Tab', command: 'editor.previous', when: 'installedApp' },
];

function activate(workbench: Workbench): () => void {
  const stops = [settingsSession.activate(workbench), workbench.settings.declared.add(...WORKBENCH_SETTINGS), workbench.commands.defaults.add(...IN_THE_APP), followAppearance(workbench.settings)];
  return () => {
    for (const stop of stops.toReversed()) stop();
  };
}

/** What the member set for themselves and for a workspace, their keys, and the pages on which they do. */
export const settingsContribution: Contribution = {
  name: 'settings',
  activate,
  topBarStart: [AppMenu],
  activityActions: [
    { command: 'keys.open', titleKey: 'settings.keys', icon: Keyboard },
    { command: 'settings.open', titleKey: 'settings.title', icon: Settings2 },
  ],
  background: [SettingsHost],
  commands: (workbench) => [
    { id: 'settings.open', titleKey: 'settings.commands.open', keybinding: 'Ctrl+,', run: () => openSettings(workbench) },
    { id: 'settings.openJson', titleKey: 'settings.commands.openJson', run: () => openJson(workbench, { level: 'user' }) },
    { id: 'settings.openWorkspaceJson', titleKey: 'settings.commands.openWorkspaceJson', run: () => openJson(workbench, { level: 'workspace' }) },
    { id: 'keys.open', titleKey: 'settings.commands.keys', keybinding: 'Ctrl+K Ctrl+S', run: () => openKeys(workbench) },
    { id: 'keys.openJson', titleKey: 'settings.commands.keysJson', run: () => openJson(workbench, 'keybindings') },
    { id: 'settings.saveJson', titleKey: 'settings.commands.saveJson', keybinding: 'Ctrl+S', when: 'settingsJsonFocus', run: () => settingsSession.of(workbench).saveFocusedJson() },
  ],
};
