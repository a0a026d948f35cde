'use client';

import { useImperativeHandle, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import { flushSync } from 'react-dom';

import '../palette.css';

/** Closes at once, gives the focus back to where it was, and only then does what was asked for. */
export type CloseThen = (leave: () => void, run?: () => void) => void;

export type QuickFrameProps = {
  /** Accessible name. */
  readonly label: string;
  /** Esc, or a press beside it. */
  readonly onLeave: () => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly frame: Ref<{ readonly closeThen: CloseThen }>;
  readonly children: ReactNode;
};

/**
 * The sheet at the top of the workbench. The browser's own modal dialog: the rest is inert, and closing gives the
 * focus back at once, so that what runs next finds it where the person left it.
 */
export function QuickFrame({ label, onLeave, onKeyDown, frame, children }: QuickFrameProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (!element.open) element.showModal();
    return () => element.close();
  }, []);
  useImperativeHandle(frame, () => ({
    closeThen: (leave, run) => {
      dialog.current?.close();
      flushSync(leave);
      run?.();
    },
  }));
  const onCancel = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    onLeave();
  };
  return (
    <dialog ref={dialog} aria-label={label} className="quick" onCancel={onCancel} onPointerDown={(event) => event.target === dialog.current && onLeave()} onKeyDown={onKeyDown}>
      <div className="quick-sheet">{children}</div>
    </dialog>
  );
}
