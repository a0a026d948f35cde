'use client';
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import type { ImportView, TreeEntry } from '../../contract.ts';
import { api } from './api.ts';
import { assign, foldersToOpen, type Draft } from './plan/draft.ts';
import { rowsOf, type Row } from './plan/tree-rows.ts';

export type Source = {
  readonly rows: readonly Row[];
  readonly isFiltered: boolean;
  readonly filter: string;
  readonly setFilter: (text: string) => void;
  readonly setOpen: (path: string, isOpen: boolean) => void;
  readonly error: unknown;
  /** Reads what giving a part away needs, and says how the draft changes then. @throws AtelierError */
  readonly assigning: (draft: Draft, what: Parameters<typeof assign>[1]) => Promise<(draft: Draft) => Draft>;
};

const folderOptions = (importId: ImportView['id'], path: string) => api.query.imports.folder.queryOptions({ input: { importId, path }, staleTime: Infinity });

/** The tree of a source, read folder by folder as they are opened. */
export function useSource({ id: importId }: ImportView): Source {
  const client = useQueryClient();
  const [open, setOpenFolders] = useState<ReadonlySet<string>>(() => new Set());
  const [filter, setFilter] = useState('');
  const text = filter.trim();
  const folders = useMemo(() => ['', ...open], [open]);
  const listings = useQueries({ queries: folders.map((path) => folderOptions(importId, path)) });
  const found = useQuery({ ...api.query.imports.find.queryOptions({ input: { importId, text }, staleTime: Infinity, placeholderData: keepPreviousData }), enabled: text !== '' });
  const entries = new Map<string, readonly TreeEntry[] | undefined>(folders.map((path, at) => [path, listings[at]?.data]));
  const rows = text === '' ? rowsOf((path) => entries.get(path), open) : (found.data ?? []).map((entry) => ({ entry, level: 0, isOpen: null, isLoading: false }));
  return {
    rows,
    isFiltered: text !== '',
    filter,
    setFilter,
    error: listings.find(({ error }) => error !== null)?.error ?? found.error,
    setOpen(path, isOpen) {
      setOpenFolders((known) => {
        const next = new Set(known);
        if (isOpen) next.add(path);
        else next.delete(path);
        return next;
      });
    },
    async assigning(draft, what) {
      const needed = foldersToOpen(draft, what.path);
      const read = await Promise.all(needed.map(async (path) => [path, (await client.fetchQuery(folderOptions(importId, path))).map((entry) => entry.path)] as const));
      const children = new Map<string, readonly string[]>(read);
      return (present) => assign(present, what, (path) => children.get(path));
    },
  };
}
