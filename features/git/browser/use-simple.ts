import { useMemo } from 'react';

import { useStore } from '../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import type { ModuleStatus } from '../contract.ts';
import { WORDS } from './settings.ts';

/** Whether modules that the member has in such a way are shown in simple words. */
export function useSimple(): (access: ModuleStatus['access']) => boolean {
  const { settings } = useWorkbench();
  const words = useStore(useMemo(() => settings.of(WORDS), [settings]));
  return (access) => words === 'simple' || (words === 'auto' && access === 'propose');
}
