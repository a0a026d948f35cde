'use client';
import { useCallback, useEffect, useRef, useState } from 'react';

import type { ImportView } from '../../contract.ts';
import { api } from './api.ts';
import { draftOf, planOf, type Draft } from './plan/draft.ts';

const SAVE_AFTER_MS = 500;

export type Saving = 'saved' | 'saving' | 'failed';

export type DraftState = {
  readonly draft: Draft;
  readonly saving: Saving;
  readonly change: (next: (draft: Draft) => Draft) => void;
};

/** The plan of an import as somebody works on it; what changes is kept by the server a moment later. */
export function useDraft({ id: importId, plan, modules }: ImportView): DraftState {
  const [draft, setDraft] = useState(() => draftOf(plan, modules));
  const [saving, setSaving] = useState<Saving>('saved');
  const unsaved = useRef<Draft | null>(null);

  const save = useCallback((): void => {
    const next = unsaved.current === null ? null : planOf(unsaved.current);
    unsaved.current = null;
    if (next === null) return;
    api.client.imports.savePlan({ importId, plan: next }).then(
      () => setSaving((now) => (now === 'saving' && unsaved.current === null ? 'saved' : now)),
      () => setSaving('failed'),
    );
  }, [importId]);
  useEffect(() => {
    if (unsaved.current !== draft) return;
    const timer = setTimeout(save, SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [draft, save]);
  // Whoever leaves at once has changed it all the same.
  useEffect(() => save, [save]);

  return {
    draft,
    saving,
    change(next) {
      setDraft((known) => {
        const changed = next(known);
        unsaved.current = changed;
        return changed;
      });
      setSaving('saving');
    },
  };
}
