'use client';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import type { WorkspaceView } from '../contract.ts';

type Phase = WorkspaceView['state']['phase'];

/** The sentence that says which workspace changed its state last, for who cannot see it; '' until one does. */
export function useAnnouncements(workspaces: readonly WorkspaceView[] | undefined): string {
  const t = useTranslations('workspaces.announce');
  const before = useRef<ReadonlyMap<string, Phase> | null>(null);
  const [announcement, setAnnouncement] = useState('');
  useEffect(() => {
    if (workspaces === undefined) return;
    const phases = before.current;
    before.current = new Map(workspaces.map(({ id, state }) => [id, state.phase]));
    if (phases === null) return;
    const changed = workspaces.filter(({ id, state }) => phases.get(id) !== state.phase);
    if (changed.length > 0) setAnnouncement(changed.map(({ name, state }) => t(state.phase, { name })).join('. '));
  }, [workspaces, t]);
  return announcement;
}
