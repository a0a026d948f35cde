'use client';

import { useTranslations } from 'use-intl';

import { Mark } from '../../page/mark.tsx';
import type { Contribution } from '../contribution.ts';
import { useStore } from '../use-store.ts';
import { useWorkbench } from '../workbench-context.tsx';

/** Brand, workspace, and what features put at the right. */
export function TopBar({ contributions }: { readonly contributions: readonly Contribution[] }) {
  const t = useTranslations('workbench');
  const { workspace } = useWorkbench();
  return (
    <header className="topbar" data-sheet="topbar">
      <a className="brand" href="/workspaces" aria-label={t('backToWorkspaces')}>
        <Mark />
      </a>
      {contributions.flatMap(({ name, topBarStart = [] }) => topBarStart.map((Item, index) => <Item key={`${name}${index}`} />))}
      <h1 className="wsname">{workspace.name}</h1>
      <span className="flex-1" />
      <TopBarItems contributions={contributions} />
    </header>
  );
}

function TopBarItems({ contributions }: { readonly contributions: readonly Contribution[] }) {
  return contributions.flatMap(({ name, topBarItems = [] }) => topBarItems.map((Item, index) => <Item key={`${name}${index}`} />));
}

/** A phone's head: of the view that shows. */
export function PhoneHead({ contributions, actions: Actions, showsEditor }: { readonly contributions: readonly Contribution[]; readonly actions: React.ComponentType | null; readonly showsEditor: boolean }) {
  const t = useTranslations('workbench');
  const { workspace, connection } = useWorkbench();
  const { phase } = useStore(connection.state);
  const EditorHead = contributions.find(({ editorArea }) => editorArea)?.editorArea?.PhoneHead;
  if (showsEditor && EditorHead) return <EditorHead />;
  return (
    <header className="phtop">
      <a className="brand mr-1.5" href="/workspaces" aria-label={t('backToWorkspaces')}>
        <Mark />
      </a>
      <div className="min-w-0 flex-1">
        <h1>
          <span className="truncate">{workspace.name}</span>
        </h1>
        <small>{phase === 'open' ? t('connection.open') : t('connection.connecting')}</small>
      </div>
      {Actions && <Actions />}
      <TopBarItems contributions={contributions} />
    </header>
  );
}
