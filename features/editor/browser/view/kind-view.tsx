'use client';

import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl';

import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import { DIFF } from '../../../../components/workbench/editors/editors.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { editorSession } from '../editor-session.ts';
import { fileOf, type Tab } from '../groups/tab.ts';
import { useTabName } from './tab-name.ts';

const DiffView = lazy(async () => ({ default: (await import('./diff-view.tsx')).DiffView }));

export type KindViewProps = { readonly group: string; readonly tab: Tab; readonly isShown: boolean };

/** What a tab shows that is no text by itself: a comparison, a file in a viewer, what other features brought. */
export function KindView(props: KindViewProps) {
  const t = useTranslations('editor');
  const name = useTabName()(props.tab.input);
  return (
    <Suspense
      fallback={
        <div className="p-4">
          <Skeleton rows={6} label={t('loading', { name })} />
        </div>
      }
    >
      <Kind {...props} />
    </Suspense>
  );
}

function Kind({ group, tab, isShown }: KindViewProps) {
  const t = useTranslations('editor.unshown');
  const { editors: known } = useWorkbench();
  const { editors } = editorSession.use();
  const kinds = useStore(known.kinds);
  const viewers = useStore(known.viewers);
  const { input } = tab;
  const file = fileOf(input);
  if (input.kind === DIFF) return <DiffView group={group} input={input} isShown={isShown} />;
  const wanted = file === null ? null : editors.viewerOf(input);
  const viewer = viewers.find(({ id }) => id === wanted);
  if (file !== null && viewer !== undefined) return <viewer.View path={file.path} visible={isShown} />;
  const kind = kinds.find((other) => other.kind === input.kind);
  if (kind !== undefined) return <kind.View params={input.params} visible={isShown} />;
  return (
    <div className="grid flex-1 place-items-center p-6">
      <EmptyState title={t('unknown')} text={t('unknownText')} />
    </div>
  );
}
