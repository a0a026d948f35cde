import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';

import type { Capability } from '../../shared/actor.ts';
import type { Command } from './commands/command-registry.ts';
import type { MessageKey } from './message-key.ts';
import type { Readable } from './store.ts';
import type { Workbench } from './workbench.ts';

/**
 * What a feature gives to the workbench. Features are listed in `app/w/[workspace]/features.ts`; the shell knows
 * none of them. Every `…Key` is a full key of the catalogues (`ports.title`).
 */
export type Contribution = {
  /** The feature's name, as its folder. */
  readonly name: string;
  /** Left out where the member may not: the workbench then is simple, not broken. */
  readonly needs?: Capability;
  readonly activityViews?: readonly ActivityView[];
  /** What stands at the foot of side panels, below their views. */
  readonly sideFeet?: readonly SideFoot[];
  /** Buttons at the foot of the navigation, for what is no view. */
  readonly activityActions?: readonly ActivityAction[];
  readonly panels?: readonly PanelView[];
  readonly statusItems?: readonly StatusItem[];
  /** At the left of the top bar, after the mark. */
  readonly topBarStart?: readonly ComponentType[];
  /** Buttons of the top bar, before the account. */
  readonly topBarItems?: readonly ComponentType[];
  /** Lines above the sheets, for what concerns the whole workbench; null while there is nothing to say. */
  readonly notices?: readonly ComponentType[];
  /** What fills the editor area. One feature gives it. */
  readonly editorArea?: EditorAreaView;
  /** Drawn nowhere by the shell: dialogs and things that announce themselves. */
  readonly background?: readonly ComponentType[];
  readonly commands?: (workbench: Workbench) => readonly Command[];
  /** Runs once per page, before the first render; returns what undoes it. */
  readonly activate?: (workbench: Workbench) => () => void;
};

/** An entry of the navigation "Activity" and the side panel it opens. */
export type ActivityView = {
  readonly id: string;
  readonly titleKey: MessageKey;
  /** A word of the title, where a phone has room for one. */
  readonly shortKey?: MessageKey;
  readonly icon: LucideIcon;
  /** Shown in the tooltip; the key itself is bound by the command. */
  readonly keybinding?: string;
  /** A figure on the icon; 0 shows nothing. */
  readonly count?: (workbench: Workbench) => Readable<number>;
  /** After its entry was pressed, with the view in front: what is to have the focus. Not on a phone, where that opens the keyboard. */
  readonly pressed?: (workbench: Workbench) => void;
  /** Buttons in the head of the side panel. */
  readonly Actions?: ComponentType;
  readonly View: ComponentType;
};

/** A section at the foot of the side panel while the activity view `below` is in front. It draws its own head, and folds. */
export type SideFoot = { readonly id: string; readonly below: string; readonly View: ComponentType };

/** Runs a command; its key shows in the tooltip. */
export type ActivityAction = { readonly command: string; readonly titleKey: MessageKey; readonly icon: LucideIcon };

export type PanelViewProps = {
  /** false while another tab is in front, the panel is closed or (phone) another view is shown. The view stays mounted. */
  readonly visible: boolean;
  /**
   * The free part of the panel's head, right of the tabs "Panels". A view may draw its own tabs and buttons there
   * with `createPortal`; null until the head is mounted.
   */
  readonly head: HTMLElement | null;
};

/** A tab of the bottom panel; on a phone, an entry of the bottom navigation when `phone` is set. */
export type PanelView = {
  readonly id: string;
  readonly titleKey: MessageKey;
  readonly icon: LucideIcon;
  readonly count?: (workbench: Workbench) => Readable<number>;
  readonly phone?: boolean;
  readonly View: ComponentType<PanelViewProps>;
};

export type EditorAreaView = {
  readonly View: ComponentType;
  /** What the phone's head shows instead of the workspace's name; null when nothing is open. */
  readonly PhoneHead: ComponentType;
};

export type StatusItem = {
  readonly id: string;
  readonly side: 'left' | 'right';
  readonly Item: ComponentType;
};
