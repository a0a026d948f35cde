'use client';

import { useRef, type ReactNode } from 'react';
import { Menu as AriaMenu } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';

export type MenuPoint = { readonly x: number; readonly y: number };

/** A menu where the pointer is, or beside the row that the menu key was pressed on. Items are `MenuItem`s of components/ui. */
export function ContextMenu({ label, at, onClose, children }: { readonly label: string; readonly at: MenuPoint | null; readonly onClose: () => void; readonly children: ReactNode }) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={anchor} aria-hidden className="pointer-events-none fixed size-0" style={{ left: at?.x ?? 0, top: at?.y ?? 0 }} />
      <Popover triggerRef={anchor} isOpen={at !== null} onOpenChange={(open) => !open && onClose()} placement="bottom start" offset={2} className="popover">
        <AriaMenu aria-label={label} className="menu" autoFocus="first" onClose={onClose}>
          {children}
        </AriaMenu>
      </Popover>
    </>
  );
}
