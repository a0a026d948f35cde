import type { QuickAccess } from '../../../../components/workbench/prompts/quick-access.ts';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import { words } from '../words.ts';

/** `?`: what can be typed here. */
export function helpAccess(workbench: Workbench): QuickAccess {
  return {
    prefix: '?',
    titleKey: 'palette.commands.help',
    placeholderKey: 'palette.goToOrCommand',
    find: (query, { show }) => {
      const { t } = words(workbench);
      const offered = workbench.quickAccess.get().filter(({ prefix }) => prefix !== '?');
      const items = offered
        .map(({ prefix, helpKey, titleKey }) => ({ id: prefix === '' ? 'files' : prefix, label: prefix === '' ? '…' : prefix, detail: t(helpKey ?? titleKey), run: () => workbench.quickOpen.emit({ text: prefix }) }))
        .filter(({ detail }) => detail.toLowerCase().includes(query.trim().toLowerCase()));
      show(items);
    },
  };
}
