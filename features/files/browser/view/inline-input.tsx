'use client';

import { useEffect, useRef, type CSSProperties, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';

import type { FilesSession, InlineInput } from '../files-session.ts';
import { displayName } from '../../../../shared/display-name.ts';

/** Where a name is typed, in the place of its row. Enter or leaving takes it, Esc drops it. */
export function InlineInputRow({ session, input, top, onDone }: { readonly session: FilesSession; readonly input: InlineInput; readonly top: number; readonly onDone: () => void }) {
  const t = useTranslations('files');
  const field = useRef<HTMLInputElement>(null);
  const isEnding = useRef(false);
  const depth = input.kind === 'rename' ? input.node.depth : input.parent.depth + 1;
  const initial = input.kind === 'rename' ? input.node.name : '';

  useEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.focus();
    // The name without its ending, as in a file manager.
    const dot = initial.lastIndexOf('.');
    element.setSelectionRange(0, dot > 0 ? dot : initial.length);
  }, [initial]);

  const finish = async (text: string): Promise<void> => {
    if (isEnding.current) return;
    isEnding.current = true;
    await session.finishInput(text);
    isEnding.current = false;
    if (session.input.get() === null) onDone();
    else field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    event.stopPropagation();
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) void finish(event.currentTarget.value);
    if (event.key === 'Escape') {
      isEnding.current = true;
      session.input.set(null);
      onDone();
    }
  };
  const label = input.kind === 'rename' ? t('newName', { name: displayName(initial) }) : t(input.kind === 'file' ? 'nameOfNewFile' : 'nameOfNewFolder');
  return (
    <div className="trow" role="none" style={{ '--l': depth, transform: `translateY(${top}px)` } as CSSProperties}>
      <span className="tw" />
      <input ref={field} aria-label={label} defaultValue={initial} spellCheck={false} autoCapitalize="none" autoComplete="off" onKeyDown={onKeyDown} onBlur={(event) => void finish(event.currentTarget.value)} />
    </div>
  );
}
