'use client';

import { Search } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';

import type { EditorInput, EditorKind, EditorViewProps } from '../../../../components/workbench/editors/editors.ts';
import { useOwned } from '../../../../components/workbench/use-owned.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { EMPTY_FORM, SearchForm } from '../model/query.ts';
import { SearchSession } from '../search-session.ts';
import { useReplaceNews } from './search-news.tsx';

const KIND = 'search-results';
const SearchPane = lazy(async () => ({ default: (await import('./search-pane.tsx')).SearchPane }));

/** What was found, as a tab of its own: it stays while the side panel searches for something else. */
export function searchEditorInput(form: SearchForm): EditorInput {
  return { kind: KIND, key: JSON.stringify([form.text, form.isRegex, form.matchCase, form.wholeWord, form.include, form.exclude]), params: { ...form, isReplacing: false } };
}

export const searchEditorKind: EditorKind = {
  kind: KIND,
  icon: Search,
  title: (params) => formOf(params).text.split('\n')[0]?.slice(0, 40) ?? '',
  View: SearchEditor,
};

function formOf(params: unknown): SearchForm {
  return SearchForm.safeParse(params).data ?? EMPTY_FORM;
}

function SearchEditor({ params }: EditorViewProps) {
  const workbench = useWorkbench();
  const session = useOwned(() => new SearchSession({ workbench, form: formOf(params), keep: null }));
  return session === null ? null : <Own session={session} />;
}

function Own({ session }: { readonly session: SearchSession }) {
  useReplaceNews(session);
  useEffect(() => void session.search(), [session]);
  return (
    <div className="search-editor">
      <Suspense>
        <SearchPane session={session} />
      </Suspense>
    </div>
  );
}
