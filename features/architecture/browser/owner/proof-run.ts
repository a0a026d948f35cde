'use client';
import { useCallback, useEffect, useRef, useState } from 'react';

import type { WorkspaceId } from '../../../../shared/ids.ts';
import type { ProbeKind, ProbeResult, ProofReport } from '../../contract.ts';
import { api } from './api.ts';

export type ProofRun =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly trying: ProbeKind | null; readonly tried: readonly ProbeResult[] }
  | { readonly phase: 'done'; readonly report: ProofReport }
  | { readonly phase: 'failed'; readonly error: unknown };

/** One proof at a time, followed kind by kind; closing the dialog ends it. */
export function useProof(): { readonly run: ProofRun; readonly start: (workspaceId: WorkspaceId) => void; readonly reset: () => void } {
  const [run, setRun] = useState<ProofRun>({ phase: 'idle' });
  const over = useRef<AbortController | null>(null);
  useEffect(() => () => over.current?.abort(), []);

  const start = useCallback((workspaceId: WorkspaceId): void => {
    over.current?.abort();
    const own = new AbortController();
    over.current = own;
    const prove = async (): Promise<void> => {
      let tried: readonly ProbeResult[] = [];
      setRun({ phase: 'running', trying: null, tried });
      for await (const progress of await api.client.architecture.prove({ workspaceId }, { signal: own.signal })) {
        if (progress.type === 'report') setRun({ phase: 'done', report: progress.report });
        else if (progress.type === 'trying') setRun({ phase: 'running', trying: progress.kind, tried });
        else {
          tried = [...tried, progress.result];
          setRun({ phase: 'running', trying: null, tried });
        }
      }
    };
    prove().catch((error: unknown) => {
      if (!own.signal.aborted) setRun({ phase: 'failed', error });
    });
  }, []);

  const reset = useCallback((): void => {
    over.current?.abort();
    setRun({ phase: 'idle' });
  }, []);
  return { run, start, reset };
}
