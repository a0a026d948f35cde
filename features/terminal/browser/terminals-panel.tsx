'use client';

import { ChevronDown, Columns2, Plus, SquareTerminal, Trash2 } from 'lucide-react';
import { createPortal } from 'react-dom';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { Notice } from '../../../components/ui/notice.tsx';
import type { PanelViewProps } from '../../../components/workbench/contribution.ts';
import { useSize } from '../../../components/workbench/shell/use-size.ts';
import { useStore } from '../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import { terminalFeature } from './terminal-feature.ts';
import { TerminalPane } from './terminal-pane.tsx';
import { TerminalTabs, terminalTabId } from './terminal-tabs.tsx';
import type { TerminalsState } from './terminals.ts';
import './terminal.css';

/** The terminals of the panel: their tabs in its head, the group in front below, side by side. */
export function TerminalsPanel({ visible, head }: PanelViewProps) {
  const { terminals } = terminalFeature.use();
  const { views, problem, front } = useStore(terminals.state);
  const size = useSize();
  const group = terminals.shown();
  // A phone has room for one; the others of its group have tabs of their own.
  const shown = size === 'phone' && front !== null ? group.filter((id) => id === front) : group;
  return (
    <>
      {head !== null && createPortal(<Head />, head)}
      {problem !== null && <Problem problem={problem} onDismiss={() => terminals.dismissProblem()} />}
      <div className="terminals">
        {shown.map((id) => {
          const view = views?.find((candidate) => candidate.id === id);
          return view && <TerminalPane key={id} view={view} label={{ 'aria-labelledby': terminalTabId(id) }} visible={visible} />;
        })}
        {views !== null && shown.length === 0 && <NoTerminal />}
      </div>
    </>
  );
}

function Head() {
  const t = useTranslations('terminal');
  const { commands } = useWorkbench();
  const { terminals } = terminalFeature.use();
  const { front } = useStore(terminals.state);
  return (
    <>
      <TerminalTabs />
      <span className="ml-auto flex flex-none items-center gap-1">
        <IconButton size="mini" icon={Plus} label={t('new')} keys="Ctrl+Shift+`" onPress={() => commands.run('terminal.new')} />
        <IconButton size="mini" icon={ChevronDown} label={t('newOf')} onPress={() => commands.run('terminal.newOf')} />
        <IconButton size="mini" icon={Columns2} label={t('split')} keys="Ctrl+Shift+5" onPress={() => commands.run('terminal.split')} />
        <IconButton size="mini" icon={Trash2} label={t('kill')} isDisabled={front === null} onPress={() => commands.run('terminal.kill')} />
      </span>
    </>
  );
}

function NoTerminal() {
  const t = useTranslations('terminal');
  const { commands } = useWorkbench();
  return (
    <EmptyState className="m-auto p-4" title={t('none')} text={t('noneWhy')}>
      <Button icon={SquareTerminal} onPress={() => commands.run('terminal.new')}>
        {t('new')}
      </Button>
    </EmptyState>
  );
}

type ProblemProps = { readonly problem: NonNullable<TerminalsState['problem']>; readonly onDismiss: () => void };

function Problem({ problem, onDismiss }: ProblemProps) {
  const t = useTranslations();
  const errorText = useErrorText();
  const { why } = errorText(problem.error);
  return (
    <Notice tone="failed" isLive actions={<Button size="mini" onPress={onDismiss}>{t('common.close')}</Button>}>
      {t(`terminal.problem.${problem.doing}`)}. {why}
    </Notice>
  );
}
