'use client';

import { Lock, Pin, X } from 'lucide-react';
import { memo, useSyncExternalStore, type DragEvent, type KeyboardEvent, type MouseEvent } from 'react';
import { useTranslations } from 'use-intl';

import { KindTile } from '../../../../components/module/kind-tile.tsx';
import { classes } from '../../../../components/ui/icon.ts';
import type { MenuPoint } from '../../../../components/workbench/context-menu.tsx';
import { DRAGGED_PATHS } from '../../../../components/workbench/menus.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { isUntitled } from '../model/untitled.ts';
import { closeTabs } from '../close-tabs.ts';
import { editorSession } from '../editor-session.ts';
import type { Tab } from '../groups/tab.ts';
import { fileOf, ownText } from '../groups/tab.ts';
import type { FileModel } from '../model/file-model.ts';
import { DRAGGED_TAB } from './drop-on-group.tsx';
import { useTabFacts } from './tab-facts.ts';

export type EditorTabProps = {
  readonly group: string;
  readonly tab: Tab;
  readonly isSelected: boolean;
  readonly onKeyDown: (event: KeyboardEvent, tab: Tab) => void;
  readonly onMenu: (at: MenuPoint) => void;
  readonly onDrop: (event: DragEvent) => void;
};

/** A tab. What it says of a file is said only where the file's text is there: tabs that never were in front know no more than a name. */
export const EditorTab = memo(function EditorTab(props: EditorTabProps) {
  const { files } = editorSession.use().editors;
  const path = ownText(props.tab.input);
  // Of this file only: with many tabs, each that shows would otherwise draw all of them anew.
  const model = useSyncExternalStore(files.all.subscribe, () => files.find(path), () => null);
  return model === null ? <TabItem {...props} /> : <TabOfModel {...props} model={model} />;
}, isSame);

/** Functions are new with every render of the list; they do the same. */
function isSame(one: EditorTabProps, other: EditorTabProps): boolean {
  return one.group === other.group && one.tab === other.tab && one.isSelected === other.isSelected;
}

function TabOfModel(props: EditorTabProps & { readonly model: FileModel }) {
  const state = useStore(props.model.state);
  const { readOnly } = useStore(props.model.facts);
  const gone = !isUntitled(props.model.path) && ((state.phase === 'clean' && state.gone) || (state.phase === 'dirty' && state.disk.kind === 'gone'));
  return <TabItem {...props} gone={gone} readOnly={readOnly} />;
}

function TabItem({ group, tab, isSelected, onKeyDown, onMenu, onDrop, gone = false, readOnly = false }: EditorTabProps & { readonly gone?: boolean; readonly readOnly?: boolean }) {
  const t = useTranslations('editor');
  const session = editorSession.use();
  const { editors } = session;
  const { preview, pinned, input } = tab;
  const { name, folder, Icon, mark, moduleKind, path } = useTabFacts(input);
  const own = ownText(input);
  const dirty = useSyncExternalStore(editors.files.unsaved.subscribe, () => editors.files.isUnsaved(own), () => false);
  const place = { group, tab: tab.id };
  const notes = [folder, dirty ? t('unsaved') : null, gone ? t('gone') : null, readOnly ? t('readOnly') : null, pinned ? t('pinned') : null, mark?.label].filter((note) => note !== null && note !== undefined);

  const close = (event: MouseEvent): void => {
    event.stopPropagation();
    if (pinned && event.type === 'click' && !dirty) editors.groups.pin(place, false);
    else closeTabs(session, () => editors.close(place));
  };
  const startDrag = (event: DragEvent): void => {
    event.dataTransfer.setData(DRAGGED_TAB, JSON.stringify(place));
    event.dataTransfer.effectAllowed = 'copyMove';
    const file = fileOf(input)?.path;
    if (file !== undefined && !isUntitled(file)) event.dataTransfer.setData(DRAGGED_PATHS, JSON.stringify([file]));
  };
  return (
    <div
      role="tab"
      tabIndex={isSelected ? 0 : -1}
      aria-selected={isSelected}
      aria-controls={`editor-view-${group}`}
      aria-label={[name, ...notes].join(', ')}
      aria-keyshortcuts="Delete"
      title={path === null || isUntitled(path) ? name : displayName(path)}
      className={classes('tab', preview && 'preview', mark !== null && `mark-${mark.tone}`)}
      data-dirty={dirty ? '' : undefined}
      draggable
      onDragStart={startDrag}
      onDrop={onDrop}
      onClick={() => editors.groups.show(place)}
      onDoubleClick={() => editors.groups.keep(place)}
      onMouseDown={(event) => event.button === 1 && event.preventDefault()}
      // Where the middle button pastes, the text that comes forward would get it.
      onMouseUp={(event) => event.button === 1 && event.preventDefault()}
      onAuxClick={(event) => {
        if (event.button !== 1) return;
        event.preventDefault();
        close(event);
      }}
      onKeyDown={(event) => onKeyDown(event, tab)}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu({ x: event.clientX, y: event.clientY });
      }}
    >
      {Icon !== null ? <Icon className="size-3.5" aria-hidden /> : moduleKind !== null && <KindTile kind={moduleKind} size="small" />}
      <span className={classes('name', gone && 'line-through')}>{name}</span>
      {folder !== null && <span className="folder">{folder}</span>}
      {readOnly && <Lock className="size-3" aria-hidden />}
      {mark !== null && <span className="letter" data-letter={mark.letter} aria-hidden />}
      {/* For the pointer; the keyboard has Delete, and a button inside a tab would not be reachable for screen readers. */}
      <span className={classes('x', dirty && 'dirty')} aria-hidden title={pinned ? t('unpin') : t('close')} onClick={close}>
        {dirty && <span className="dot" />}
        {pinned && !dirty ? <Pin className="pin" /> : <X className="close" />}
      </span>
    </div>
  );
}
