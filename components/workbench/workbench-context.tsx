'use client';

import { createContext, useContext } from 'react';

import type { Workbench } from './workbench.ts';

const WorkbenchContext = createContext<Workbench | null>(null);

export const WorkbenchProvider = WorkbenchContext.Provider;

/** The workbench that the component stands in. @throws Error outside of one: a mistake in the code */
export function useWorkbench(): Workbench {
  const workbench = useContext(WorkbenchContext);
  if (workbench === null) throw new Error('no workbench');
  return workbench;
}
