'use client';

import { SquareTerminal } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { z } from 'zod';

import { Button } from '../../../components/ui/button.tsx';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import type { EditorViewProps } from '../../../components/workbench/editors/editors.ts';
import { useStore } from '../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import { TerminalId } from '../../../shared/ids.ts';
import { terminalFeature } from './terminal-feature.ts';
import { TerminalPane } from './terminal-pane.tsx';
import './terminal.css';

const Params = z.object({ id: TerminalId });

/** null for params of another version. */
export function terminalIn(params: unknown): TerminalId | null {
  return Params.safeParse(params).data?.id ?? null;
}

/** A terminal as a tab among the editors: the same session as in the panel, in one place at a time. */
export function TerminalEditor({ params, visible }: EditorViewProps) {
  const t = useTranslations('terminal');
  const { commands } = useWorkbench();
  const { terminals } = terminalFeature.use();
  const { views } = useStore(terminals.state);
  const id = terminalIn(params);
  const view = views?.find((known) => known.id === id);
  if (views === null) return null;
  return (
    <div className="terminals in-editor">
      {view === undefined ? (
        <EmptyState className="m-auto p-4" title={t('gone')} text={t('noneWhy')}>
          <Button icon={SquareTerminal} onPress={() => commands.run('terminal.newInEditor')}>
            {t('new')}
          </Button>
        </EmptyState>
      ) : (
        <TerminalPane view={view} label={{ 'aria-label': view.name ?? view.title }} visible={visible} />
      )}
    </div>
  );
}
