import { GitMerge } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { z } from 'zod';

import type { EditorKind, EditorViewProps } from '../../../../components/workbench/editors/editors.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { baseName, FilePath } from '../../../../shared/file-path.ts';
import type { GitSession } from '../git-session.ts';
import { MERGE } from '../git-texts.ts';

const Params = z.object({ path: FilePath });
const Merge = lazy(() => import('./merge-view.tsx').then(({ MergeView }) => ({ default: MergeView })));

function pathOf(params: unknown): FilePath | null {
  const parsed = Params.safeParse(params);
  return parsed.success ? parsed.data.path : null;
}

/** Both sides of a conflict, what they had in common, and what becomes of it. */
export function mergeKind(session: GitSession): EditorKind {
  return {
    kind: MERGE,
    icon: GitMerge,
    title: (params) => {
      const path = pathOf(params);
      return session.words.get()?.t('merge.tab', { name: path === null ? '' : displayName(baseName(path)) }) ?? '';
    },
    path: pathOf,
    View: MergeTab,
  };
}

function MergeTab({ params }: EditorViewProps) {
  const path = pathOf(params);
  return <Suspense>{path !== null && <Merge path={path} />}</Suspense>;
}
