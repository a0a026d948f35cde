'use client';

import { useEffect, useState } from 'react';

import { WatchSet } from '../../../../components/workbench/connection/watch-set.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import { AtelierError } from '../../../../shared/errors.ts';
import type { FilePath } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import { type FileChange, filesContract } from '../../../files/contract.ts';
import { createFileBytes, type FileBytes } from './file-bytes.ts';

export type OpenedFile = { readonly phase: 'loading' } | { readonly phase: 'failed'; readonly error: AtelierError } | { readonly phase: 'ready'; readonly file: FileBytes };

/** A file for as long as a viewer shows it; another version of it is another object. */
export function useFile(path: FilePath): OpenedFile {
  const workbench = useWorkbench();
  const [opened, setOpened] = useState<{ readonly path: FilePath; readonly is: OpenedFile }>({ path, is: { phase: 'loading' } });
  useEffect(() => follow(workbench, path, (is) => setOpened({ path, is })), [workbench, path]);
  return opened.path === path ? opened.is : { phase: 'loading' };
}

function follow(workbench: Workbench, path: FilePath, show: (is: OpenedFile) => void): () => void {
  const { connection, capabilities } = workbench;
  const client = connection.procedures('files', filesContract);
  let isGone = false;
  let etag: string | null = null;
  const look = async (): Promise<void> => {
    try {
      const stat = await client.stat({ path });
      if (isGone || (stat.etag !== null && stat.etag === etag)) return;
      if (stat.etag === null) throw new AtelierError('not_a_file');
      ({ etag } = stat);
      const deps = { urlOf: (endpoint: string) => connection.httpUrl(endpoint), fetch: (...request: Parameters<typeof fetch>) => fetch(...request), hasRanges: capabilities.has('transfer') };
      show({ phase: 'ready', file: createFileBytes({ path, sizeBytes: stat.sizeBytes, etag: stat.etag }, deps) });
    } catch (error) {
      if (!isGone) show({ phase: 'failed', error: fromWireError(error) });
      etag = null;
    }
  };
  const watches = new WatchSet<FileChange, FilePath>({
    connection,
    watch: (paths, signal) => client.watch({ paths }, { signal }),
    isReady: (change) => change.type === 'ready',
    onEvent: (change) => {
      if (change.type !== 'changed' || change.etag !== etag) void look();
    },
    onMissed: () => void look(),
    // Without it the version shows that was there; opening it again reads it again.
    onError: () => undefined,
  });
  void look();
  watches.set(new Set([path]));
  return () => {
    isGone = true;
    watches.dispose();
  };
}
