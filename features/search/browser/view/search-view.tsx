'use client';

import { lazy, Suspense } from 'react';

import { searchFeature } from '../search-feature.ts';

const SearchPane = lazy(async () => ({ default: (await import('./search-pane.tsx')).SearchPane }));

/** The search of the side panel. */
export function SearchView() {
  const { session } = searchFeature.use();
  return (
    <Suspense>
      <SearchPane session={session} />
    </Suspense>
  );
}
