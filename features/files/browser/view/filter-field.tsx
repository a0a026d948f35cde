'use client';

import { ListFilter, X } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import type { FilesSession } from '../files-session.ts';

/** Names that contain what is typed show, with the folders on the way to them. Esc shows all again. */
export function FilterField({ session, text }: { readonly session: FilesSession; readonly text: string }) {
  const t = useTranslations('files.filter');
  const field = useRef<HTMLInputElement>(null);
  useStore(session.controller.version);
  useEffect(() => field.current?.focus(), []);
  const rows = session.controller.tree.visible();

  const close = (): void => {
    const focused = session.selection.focused.get();
    session.filter.set(null);
    toTree();
    if (focused !== null) session.revealed.emit(focused);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown' || (event.key === 'Enter' && !event.nativeEvent.isComposing)) {
      const wanted = text.toLowerCase();
      const first = rows.find((node) => node.name.toLowerCase().includes(wanted)) ?? rows[0];
      if (first === undefined) return;
      session.selection.only(first);
      toTree();
      if (event.key === 'Enter' && !first.first) session.activate(first, { preview: false });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const toTree = (): void => field.current?.closest('[data-sheet]')?.querySelector<HTMLElement>('[role="tree"]')?.focus();
  return (
    <div className="tree-filter">
      <ListFilter aria-hidden />
      <input
        ref={field}
        className="no-ring"
        type="text"
        aria-label={t('label')}
        placeholder={t('placeholder')}
        value={text}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        onChange={(event) => session.filter.set(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <output className="text-micro text-ink-3">
        {text !== '' && rows.length === 0 ? t('none') : ''}
      </output>
      <IconButton size="mini" icon={X} label={t('close')} onPress={close} />
    </div>
  );
}
