import { useMemo } from 'react';

import { ACTIVITY_BAR, SIDE_BAR, STATUS_BAR } from '../settings/look-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { useStore } from '../use-store.ts';

/** What of the shell shows, and on which side. */
export function useShellSettings(settings: Settings) {
  const watched = useMemo(() => ({ activityBar: settings.of(ACTIVITY_BAR), sideBar: settings.of(SIDE_BAR), statusBar: settings.of(STATUS_BAR) }), [settings]);
  return { activityBar: useStore(watched.activityBar), sideBar: useStore(watched.sideBar), statusBar: useStore(watched.statusBar) };
}
