'use client';

import { useTranslations } from 'use-intl';
import { Button as AriaButton } from 'react-aria-components/Button';

import { Tooltip, TooltipTrigger } from '../../ui/tooltip.tsx';
import type { ActivityAction, ActivityView, PanelView } from '../contribution.ts';
import { Store } from '../store.ts';
import { useStore } from '../use-store.ts';
import { useWorkbench } from '../workbench-context.tsx';

const NOTHING = new Store(0);

/** The navigation at the left: one entry for each view that features bring. `hasWords`: what each is called stands under its sign. */
export function ActivityBar({ views, actions, current, hasWords }: { readonly views: readonly ActivityView[]; readonly actions: readonly ActivityAction[]; readonly current: string | null; readonly hasWords: boolean }) {
  const t = useTranslations('workbench');
  return (
    <nav className="activity" aria-label={t('activity')} data-sheet="activity">
      {views.map((view) => (
        <Entry key={view.id} view={view} isCurrent={view.id === current} hasWords={hasWords} />
      ))}
      {actions.length > 0 && <span className="flex-1" />}
      {actions.map((action) => (
        <Action key={action.command} action={action} />
      ))}
    </nav>
  );
}

function Action({ action: { command, titleKey, icon: Icon } }: { readonly action: ActivityAction }) {
  const t = useTranslations();
  const { commands } = useWorkbench();
  const keys = useStore(commands.all).get(command)?.keybinding;
  return (
    <TooltipTrigger>
      <AriaButton aria-label={t(titleKey)} onPress={() => commands.run(command)}>
        <Icon aria-hidden />
      </AriaButton>
      <Tooltip keys={keys} placement="right">
        {t(titleKey)}
      </Tooltip>
    </TooltipTrigger>
  );
}

function Entry({ view, isCurrent, hasWords }: { readonly view: ActivityView; readonly isCurrent: boolean; readonly hasWords: boolean }) {
  const t = useTranslations();
  const workbench = useWorkbench();
  const count = useStore(view.count?.(workbench) ?? NOTHING);
  const Icon = view.icon;
  useStore(workbench.commands.rules);
  const keys = view.keybinding === undefined ? undefined : workbench.commands.keyInsteadOf(view.keybinding);
  const title = t(view.titleKey);
  const press = (): void => {
    if (isCurrent) {
      workbench.layout.change({ sideOpen: false });
      return;
    }
    workbench.layout.showActivity(view.id);
    view.pressed?.(workbench);
  };
  return (
    <TooltipTrigger>
      <AriaButton aria-label={title} aria-current={isCurrent ? 'page' : undefined} onPress={press}>
        <Icon aria-hidden />
        {hasWords && <span className="word">{t(view.shortKey ?? view.titleKey)}</span>}
        {count > 0 && <span className="count" data-count={count} aria-hidden />}
      </AriaButton>
      <Tooltip keys={keys} placement="right">
        {title}
      </Tooltip>
    </TooltipTrigger>
  );
}

/** The same at the foot of a phone, with the editor and the panels that stand for themselves. */
export function PhoneNavigation(props: { readonly views: readonly ActivityView[]; readonly panels: readonly PanelView[]; readonly editor: { readonly icon: ActivityView['icon']; readonly title: string } | null; readonly current: string }) {
  const t = useTranslations();
  const { layout } = useWorkbench();
  const [first, ...others] = props.views;
  const Editor = props.editor?.icon;
  return (
    <nav className="phnav" aria-label={t('workbench.activity')} data-sheet="activity">
      {first && <PhoneEntry view={first} isCurrent={props.current === first.id} onPress={() => layout.showActivity(first.id)} />}
      {props.editor !== null && Editor && (
        <AriaButton aria-current={props.current === 'editor' ? 'page' : undefined} onPress={() => layout.phoneView.set('editor')}>
          <Editor aria-hidden />
          {props.editor.title}
        </AriaButton>
      )}
      {props.panels
        .filter((panel) => panel.phone)
        .map((panel) => (
          <PhoneEntry key={panel.id} view={panel} isCurrent={props.current === `panel:${panel.id}`} onPress={() => layout.showPanel(panel.id)} />
        ))}
      {others.map((view) => (
        <PhoneEntry key={view.id} view={view} isCurrent={props.current === view.id} onPress={() => layout.showActivity(view.id)} />
      ))}
    </nav>
  );
}

function PhoneEntry({ view, isCurrent, onPress }: { readonly view: Pick<ActivityView, 'titleKey' | 'shortKey' | 'icon' | 'count'>; readonly isCurrent: boolean; readonly onPress: () => void }) {
  const t = useTranslations();
  const count = useStore(view.count?.(useWorkbench()) ?? NOTHING);
  const Icon = view.icon;
  return (
    <AriaButton aria-label={t(view.titleKey)} aria-current={isCurrent ? 'page' : undefined} onPress={onPress}>
      <Icon aria-hidden />
      {t(view.shortKey ?? view.titleKey)}
      {count > 0 && <span className="count" data-count={count} aria-hidden />}
    </AriaButton>
  );
}
