import { Search } from 'lucide-react';

import type { Contribution } from '../../../components/workbench/contribution.ts';
import type { FileMenuItem } from '../../../components/workbench/menus.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { searchFeature } from './search-feature.ts';
import { SEARCH_SETTINGS } from './settings.ts';
import { searchEditorInput, searchEditorKind } from './view/search-editor.tsx';
import { SearchActions } from './view/search-actions.tsx';
import { SearchNews } from './view/search-news.tsx';
import { SearchView } from './view/search-view.tsx';

const KEY = 'Ctrl+Shift+F';

function activate(workbench: Workbench): () => void {
  const leave = searchFeature.activate(workbench);
  const removes = [workbench.settings.declared.add(...SEARCH_SETTINGS), workbench.editors.kinds.add(searchEditorKind), workbench.files.menu.add(findInFolder(workbench))];
  return () => {
    for (const remove of removes) remove();
    leave();
  };
}

function findInFolder(workbench: Workbench): FileMenuItem {
  return {
    id: 'search.inFolder',
    titleKey: 'search.commands.inFolder',
    icon: Search,
    group: 'search',
    applies: (targets) => targets.length > 0 && targets.every(({ kind }) => kind !== 'file'),
    run: (targets) => searchFeature.of(workbench).show({ include: targets.map(({ path }) => path).join(', ') }),
  };
}

/** Searching and replacing in all files. */
export const searchContribution: Contribution = {
  name: 'search',
  needs: 'files.read',
  activate,
  activityViews: [{ id: 'search', titleKey: 'search.title', icon: Search, keybinding: KEY, pressed: (workbench) => searchFeature.of(workbench).session.focusWish.set('text'), Actions: SearchActions, View: SearchView }],
  background: [SearchNews],
  commands: (workbench) => {
    const feature = searchFeature.of(workbench);
    const { session } = feature;
    const hasResults = (): boolean => session.results.fileCount > 0;
    return [
      { id: 'search.show', titleKey: 'search.commands.show', keybinding: KEY, run: () => feature.show() },
      ...(workbench.capabilities.has('files.write') ? [{ id: 'search.replace', titleKey: 'search.commands.replace' as const, keybinding: 'Ctrl+Shift+H', run: () => feature.show({ replace: true }) }] : []),
      { id: 'search.next', titleKey: 'search.commands.next', keybinding: 'F4', enabled: hasResults, run: () => session.step(1) },
      { id: 'search.previous', titleKey: 'search.commands.previous', keybinding: 'Shift+F4', enabled: hasResults, run: () => session.step(-1) },
      { id: 'search.refresh', titleKey: 'search.commands.refresh', enabled: () => session.form.get().text !== '', run: () => session.submit() },
      { id: 'search.clear', titleKey: 'search.commands.clear', enabled: hasResults, run: () => session.clear() },
      { id: 'search.openEditor', titleKey: 'search.commands.openEditor', enabled: () => session.form.get().text !== '', run: () => workbench.editors.open.emit({ input: searchEditorInput(session.form.get()) }) },
    ];
  },
};
