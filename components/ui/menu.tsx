'use client';
import type { ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem as AriaMenuItem, MenuTrigger as AriaMenuTrigger, type MenuItemProps as AriaMenuItemProps, type MenuProps as AriaMenuProps, type MenuTriggerProps } from 'react-aria-components/Menu';
import { Popover, type PopoverProps } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';

import { classes, type Icon } from './icon.ts';
import { KeyCap } from './key-cap.tsx';

/** Wraps a button and its `Menu`: `<MenuTrigger><IconButton …/><Menu>…</Menu></MenuTrigger>`. */
export function MenuTrigger(props: MenuTriggerProps) {
  return <AriaMenuTrigger {...props} />;
}

export type MenuProps = Omit<AriaMenuProps<object>, 'className'> & { readonly placement?: PopoverProps['placement'] };

export function Menu({ placement = 'bottom end', ...props }: MenuProps) {
  return (
    <Popover placement={placement} offset={4} className="popover">
      <AriaMenu {...props} className="menu" />
    </Popover>
  );
}

export type MenuItemProps = Omit<AriaMenuItemProps, 'className' | 'children'> & {
  readonly icon?: Icon;
  /** The key that does the same, or why it cannot be done. */
  readonly keys?: string;
  readonly isDanger?: boolean;
  /** The visible words; also what typing a letter looks for. */
  readonly children: ReactNode;
};

export function MenuItem({ icon: Sign, keys, isDanger, children, ...props }: MenuItemProps) {
  return (
    <AriaMenuItem {...props} textValue={props.textValue ?? (typeof children === 'string' ? children : undefined)} className={classes('item', isDanger && 'danger')}>
      {Sign && <Sign aria-hidden />}
      {children}
      {keys !== undefined && <KeyCap keys={keys} />}
    </AriaMenuItem>
  );
}

export function MenuLine() {
  return <Separator className="line" />;
}
