'use client';

import { Suspense, useEffect, useState, type ComponentType } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { Button } from '../../../../components/ui/button.tsx';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import { DIFF } from '../../../../components/workbench/editors/editors.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { editorSession } from '../editor-session.ts';
import { fileOf, type Tab } from '../groups/tab.ts';
import { Boundary } from './boundary.tsx';
import type { DiffViewProps } from './diff-view.tsx';
import { useTabName } from './tab-name.ts';

export type KindViewProps = { readonly group: string; readonly tab: Tab; readonly isShown: boolean };

/** What a tab shows that is no text by itself: a comparison, a file in a viewer, what other features brought. */
export function KindView(props: KindViewProps) {
  return (
    <Boundary fallback={(error, again) => <Broken error={error} onAgain={again} />}>
      <Suspense fallback={<Loading tab={props.tab} />}>
        <Kind {...props} />
      </Suspense>
    </Boundary>
  );
}

function Loading({ tab }: { readonly tab: Tab }) {
  const t = useTranslations('editor');
  const name = useTabName()(tab.input);
  return (
    <div className="p-4">
      <Skeleton rows={6} label={t('loading', { name })} />
    </div>
  );
}

function Broken({ error, onAgain }: { readonly error: unknown; readonly onAgain: () => void }) {
  const t = useTranslations('editor.unshown');
  const common = useTranslations('common');
  const { why } = useErrorText()(error);
  return (
    <div className="grid flex-1 place-items-center p-6">
      <EmptyState title={t('unknown')} text={why}>
        <Button className="mt-2" onPress={onAgain}>
          {common('tryAgain')}
        </Button>
      </EmptyState>
    </div>
  );
}

type Diff = ComponentType<DiffViewProps>;

/** Comparisons are loaded with the first one. Not with `lazy`, which never tries again what failed once, as without a network. */
function LazyDiff(props: DiffViewProps & { readonly tab: Tab }) {
  const [loaded, setLoaded] = useState<{ readonly View: Diff } | { readonly error: unknown } | null>(null);
  useEffect(() => {
    import('./diff-view.tsx').then(({ DiffView }) => setLoaded({ View: DiffView }), (error: unknown) => setLoaded({ error }));
  }, []);
  if (loaded === null) return <Loading tab={props.tab} />;
  if ('error' in loaded) throw loaded.error;
  return <loaded.View group={props.group} input={props.input} isShown={props.isShown} />;
}

function Kind({ group, tab, isShown }: KindViewProps) {
  const t = useTranslations('editor.unshown');
  const { editors: known } = useWorkbench();
  const { editors } = editorSession.use();
  const kinds = useStore(known.kinds);
  const viewers = useStore(known.viewers);
  const { input } = tab;
  const file = fileOf(input);
  if (input.kind === DIFF) return <LazyDiff group={group} tab={tab} input={input} isShown={isShown} />;
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
