'use client';

import { Suspense, useEffect } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { showToast } from '../../../components/ui/toast.tsx';
import { browserEnvironment } from '../../../components/workbench/connection/state.ts';
import { WorkspaceConnection } from '../../../components/workbench/connection/workspace-connection.ts';
import { LayoutStore } from '../../../components/workbench/layout/layout-store.ts';
import { modulesOf } from '../../../components/workbench/modules.ts';
import { Shell } from '../../../components/workbench/shell/shell.tsx';
import { Signal } from '../../../components/workbench/store.ts';
import { useOwned } from '../../../components/workbench/use-owned.ts';
import { Workbench } from '../../../components/workbench/workbench.ts';
import { useFirstText } from '../../../features/editor/browser/first-text/use-first-text.ts';
import { prefetchEditor } from '../../../features/editor/browser/prefetch.ts';
import { probeWorkspace } from '../../../features/workspaces/browser/opening/probe.ts';
import { WorkspaceGate } from '../../../features/workspaces/browser/opening/workspace-gate.tsx';
import type { Capability } from '../../../shared/actor.ts';
import type { WorkspaceId } from '../../../shared/ids.ts';
import type { HeldModule } from '../../../shared/workspaces.ts';
import { FEATURES } from './features.ts';
import { takeHeadStart } from './head-start.ts';
import { commandsElsewhere, loadWorkbenchTexts, WorkbenchTexts } from './workbench-texts.tsx';

if (typeof window !== 'undefined') {
  takeHeadStart();
  loadWorkbenchTexts();
}

/** The IDE at `/w/<name or id>`. */
export function WorkbenchPage({ name }: { readonly name: string }) {
  const isFirstTextThere = useFirstText();
  return (
    <WorkspaceGate key={name} name={name}>
      {({ id, name: known, capabilities, modules }) =>
        isFirstTextThere && (
          <Suspense>
            <WorkbenchTexts>
              <OpenWorkbench key={`${id} ${capabilities.join(' ')}`} id={id} name={known} capabilities={capabilities} modules={modules} />
            </WorkbenchTexts>
          </Suspense>
        )
      }
    </WorkspaceGate>
  );
}

type OpenWorkbenchProps = { readonly id: WorkspaceId; readonly name: string; readonly capabilities: readonly Capability[]; readonly modules: readonly HeldModule[] };

/** What its member may do is fixed for one workbench: another right is another one, on the same drafts. */
function OpenWorkbench({ id, name, capabilities, modules }: OpenWorkbenchProps) {
  const t = useTranslations('workbench');
  const errorText = useErrorText();
  const open = useOwned(() => createWorkbench({ id, name }, capabilities));
  useEffect(() => open?.workbench.modules.set(modulesOf(modules)), [open, modules]);
  // While a workspace starts, the machine has better things to do.
  useEffect(() => prefetchEditor(), []);
  useEffect(() => {
    return open?.failures.subscribe((error) => {
      const { what, why } = errorText(error);
      showToast({ tone: 'failed', title: t('commandFailed'), text: `${what} ${why}` });
    });
  }, [open, t, errorText]);
  return open === null ? null : <Shell workbench={open.workbench} contributions={open.features} />;
}

function createWorkbench(workspace: { readonly id: WorkspaceId; readonly name: string }, capabilities: readonly Capability[]) {
  const features = FEATURES.filter(({ needs }) => needs === undefined || capabilities.includes(needs));
  const failures = new Signal<unknown>();
  const workbench = new Workbench({
    workspace,
    capabilities,
    connection: new WorkspaceConnection({
      workspaceId: workspace.id,
      origin: location.origin,
      environment: browserEnvironment(),
      probe: () => probeWorkspace(workspace.id),
      ping: ['files', 'roots'],
    }),
    layout: new LayoutStore(`atelier:layout:${workspace.id}`, localStorage),
    commandsElsewhere,
    onCommandError: (error) => failures.emit(error),
  });
  for (const feature of features) if (feature.activate) workbench.own(feature.activate(workbench));
  for (const feature of features) if (feature.commands) workbench.own(workbench.commands.register(feature.commands(workbench)));
  return { workbench, features, failures, dispose: () => workbench.dispose() };
}
