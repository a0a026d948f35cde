'use client';

import { useEffect } from 'react';

import type { OpenEditor } from '../../../../components/workbench/editors/open-editors.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { editorSession } from '../editor-session.ts';
import { groupsOf } from '../groups/layout.ts';
import { fileOf, ownText } from '../groups/tab.ts';
import { isUntitled } from '../model/untitled.ts';
import { useTabName } from './tab-name.ts';

/** Tells the workbench which tabs there are, in words that only a view knows. */
export function OpenedList() {
  const { opened, kinds } = useWorkbench().editors;
  const { editors } = editorSession.use();
  const { layout, groups, front } = useStore(editors.groups.state);
  const unsaved = useStore(editors.files.unsaved);
  const known = useStore(kinds);
  const tabName = useTabName();
  useEffect(() => {
    const list = groupsOf(layout).flatMap((id, index) => {
      const group = groups.get(id);
      return (group?.tabs ?? []).map((tab): OpenEditor => {
        const place = { group: id, tab: tab.id };
        const file = fileOf(tab.input)?.path ?? null;
        const path = file !== null && isUntitled(file) ? null : (file ?? known.find(({ kind }) => kind === tab.input.kind)?.path?.(tab.input.params) ?? null);
        const own = ownText(tab.input);
        return {
          id: `${id} ${tab.id}`,
          group: index + 1,
          input: tab.input,
          title: tabName(tab.input),
          path,
          unsaved: own !== null && unsaved.has(own),
          preview: tab.preview,
          pinned: tab.pinned,
          active: id === front && tab.id === group?.active,
          show: () => editors.groups.show(place),
          close: () => editors.close(place),
        };
      });
    });
    opened.set(list);
    // `tabName` is another function each time and says the same.
  }, [layout, groups, front, unsaved, known, opened, editors, tabName]);
  return null;
}
