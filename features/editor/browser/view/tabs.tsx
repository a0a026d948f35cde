'use client';

import { Lock, X } from 'lucide-react';
import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent, type MouseEvent } from 'react';
import { useTranslations } from 'use-intl';

import { classes } from '../../../../components/ui/icon.ts';
import { MenuItem, MenuLine } from '../../../../components/ui/menu.tsx';
import { ContextMenu, type MenuPoint } from '../../../../components/workbench/context-menu.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { baseName } from '../../../../shared/file-path.ts';
import { editorSession } from '../editor-session.ts';
import type { FileModel } from '../model/file-model.ts';
import { isDirty } from '../model/file-state.ts';
import type { OpenFile } from '../model/open-editors.ts';

const MIME = 'application/x-atelier-tab';

/** The tablist "Open editors". Delete closes a tab, arrows go along, Ctrl with them moves it; or drag it. */
export function EditorTabs({ files, active }: { readonly files: readonly OpenFile[]; readonly active: FileModel | null }) {
  const t = useTranslations('editor');
  const session = editorSession.use();
  const { editors } = session;
  const [menu, setMenu] = useState<{ file: OpenFile; at: MenuPoint } | null>(null);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);

  const focusActive = (): void => {
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  const onKeyDown = (event: KeyboardEvent, file: OpenFile): void => {
    const at = files.indexOf(file);
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by !== 0 && event.ctrlKey) editors.move(file.model, Math.max(0, at + by));
    else if (by !== 0) editors.step(by);
    else if (event.key === 'Delete') editors.close(file.model);
    else if (event.key === 'Enter' || event.key === ' ') session.focusText('text');
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = event.currentTarget.getBoundingClientRect();
      setMenu({ file, at: { x: box.left, y: box.bottom } });
    } else return;
    event.preventDefault();
    if (by !== 0 || event.key === 'Delete') focusActive();
  };
  return (
    <>
      <div ref={list} className="editor-tabs" role="tablist" aria-label={t('tabs')}>
        {files.map((file) => (
          <EditorTab key={file.model.path} file={file} isSelected={file.model === active} onKeyDown={onKeyDown} onMenu={(at) => setMenu({ file, at })} />
        ))}
      </div>
      {menu !== null && <TabMenu file={menu.file} at={menu.at} onClose={() => setMenu(null)} />}
    </>
  );
}

type EditorTabProps = {
  readonly file: OpenFile;
  readonly isSelected: boolean;
  readonly onKeyDown: (event: KeyboardEvent, file: OpenFile) => void;
  readonly onMenu: (at: MenuPoint) => void;
};

function EditorTab({ file, isSelected, onKeyDown, onMenu }: EditorTabProps) {
  const t = useTranslations('editor');
  const { editors } = editorSession.use();
  const { model, preview } = file;
  const state = useStore(model.state);
  const { readOnly } = useStore(model.facts);
  const dirty = isDirty(state);
  const gone = (state.phase === 'clean' && state.gone) || (state.phase === 'dirty' && state.disk.kind === 'gone');
  const name = displayName(baseName(model.path));
  const notes = [dirty ? t('unsaved') : null, gone ? t('gone') : null, readOnly ? t('readOnly') : null].filter((note) => note !== null);

  const close = (event: MouseEvent): void => {
    event.stopPropagation();
    editors.close(model);
  };
  const drop = (event: DragEvent): void => {
    const path = event.dataTransfer.getData(MIME);
    const dragged = editors.find(path);
    if (dragged === null) return;
    event.preventDefault();
    editors.move(dragged, editors.files.get().findIndex((other) => other.model === model));
  };
  return (
    <div
      role="tab"
      tabIndex={isSelected ? 0 : -1}
      aria-selected={isSelected}
      aria-controls="editor-view"
      aria-label={[name, ...notes].join(', ')}
      aria-keyshortcuts="Delete"
      title={displayName(model.path)}
      className={classes('tab', preview && 'preview')}
      data-dirty={dirty ? '' : undefined}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(MIME, model.path)}
      onDragOver={(event) => event.dataTransfer.types.includes(MIME) && event.preventDefault()}
      onDrop={drop}
      onClick={() => editors.show(model)}
      onDoubleClick={() => editors.keep(model)}
      onAuxClick={(event) => event.button === 1 && close(event)}
      onKeyDown={(event) => onKeyDown(event, file)}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu({ x: event.clientX, y: event.clientY });
      }}
    >
      <span className={classes('name', gone && 'line-through')}>{name}</span>
      {readOnly && <Lock className="size-3" aria-hidden />}
      {/* For the pointer; the keyboard has Delete, and a button inside a tab would not be reachable for screen readers. */}
      <span className={classes('x', dirty && 'dirty')} aria-hidden title={t('close')} onClick={close}>
        {dirty && <span className="dot" />}
        <X className="close" />
      </span>
    </div>
  );
}

function TabMenu({ file: { model, preview }, at, onClose }: { readonly file: OpenFile; readonly at: MenuPoint; readonly onClose: () => void }) {
  const t = useTranslations('editor');
  const { editors } = editorSession.use();
  return (
    <ContextMenu label={t('menu', { name: displayName(baseName(model.path)) })} at={at} onClose={onClose}>
      <MenuItem keys="Delete" onAction={() => editors.close(model)}>
        {t('close')}
      </MenuItem>
      <MenuItem onAction={() => editors.closeAll(model)}>{t('closeOthers')}</MenuItem>
      <MenuItem onAction={() => editors.closeAll(null)}>{t('closeAll')}</MenuItem>
      <MenuLine />
      {preview && <MenuItem onAction={() => editors.keep(model)}>{t('keepOpen')}</MenuItem>}
      <MenuItem onAction={() => void navigator.clipboard.writeText(model.path)}>{t('copyPath')}</MenuItem>
    </ContextMenu>
  );
}
