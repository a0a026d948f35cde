import { z } from 'zod';

import type { Contrast, Look, Motion } from '../../ui/look.ts';
import type { Setting } from './settings.ts';

const group = { groupKey: 'workbench.settings.appearance' } as const;

/**
 * VS Code's key. Our own names are the looks; any other name is of a theme for the editor's text, and the page
 * follows it as far as the name tells how bright it is.
 */
export const COLOR_THEME: Setting<string> = {
  key: 'workbench.colorTheme',
  schema: z.string().max(200),
  preset: 'Atelier Dark',
  ...group,
  titleKey: 'workbench.settings.colorTheme',
  textKey: 'workbench.settings.colorThemeText',
  choices: [
    { value: 'Atelier Dark', labelKey: 'workbench.settings.theme.dark' },
    { value: 'Atelier Light', labelKey: 'workbench.settings.theme.light' },
    { value: 'Atelier High Contrast', labelKey: 'workbench.settings.theme.highContrast' },
    { value: 'Atelier High Contrast Light', labelKey: 'workbench.settings.theme.highContrastLight' },
  ],
};

export const AUTO_COLOR_SCHEME: Setting<boolean> = { key: 'window.autoDetectColorScheme', schema: z.boolean(), preset: true, ...group, titleKey: 'workbench.settings.autoColorScheme', textKey: 'workbench.settings.autoColorSchemeText' };

export const AUTO_HIGH_CONTRAST: Setting<boolean> = { key: 'window.autoDetectHighContrast', schema: z.boolean(), preset: true, ...group, titleKey: 'workbench.settings.autoHighContrast', textKey: 'workbench.settings.autoHighContrastText' };

export const REDUCE_MOTION: Setting<'on' | 'off' | 'auto'> = {
  key: 'workbench.reduceMotion',
  schema: z.enum(['on', 'off', 'auto']),
  preset: 'auto',
  ...group,
  titleKey: 'workbench.settings.reduceMotion',
  textKey: 'workbench.settings.reduceMotionText',
  choices: [
    { value: 'auto', labelKey: 'workbench.settings.motion.auto' },
    { value: 'on', labelKey: 'workbench.settings.motion.on' },
    { value: 'off', labelKey: 'workbench.settings.motion.off' },
  ],
};

export const ACTIVITY_BAR: Setting<'default' | 'hidden'> = {
  key: 'workbench.activityBar.location',
  schema: z.enum(['default', 'hidden']),
  preset: 'default',
  ...group,
  titleKey: 'workbench.settings.activityBar',
  choices: [
    { value: 'default', labelKey: 'workbench.settings.place.left' },
    { value: 'hidden', labelKey: 'workbench.settings.place.hidden' },
  ],
};

export const SIDE_BAR: Setting<'left' | 'right'> = {
  key: 'workbench.sideBar.location',
  schema: z.enum(['left', 'right']),
  preset: 'left',
  ...group,
  titleKey: 'workbench.settings.sideBar',
  choices: [
    { value: 'left', labelKey: 'workbench.settings.place.left' },
    { value: 'right', labelKey: 'workbench.settings.place.right' },
  ],
};

export const STATUS_BAR: Setting<boolean> = { key: 'workbench.statusBar.visible', schema: z.boolean(), preset: true, ...group, titleKey: 'workbench.settings.statusBar' };

export const WORKBENCH_SETTINGS: readonly Setting<never>[] = [COLOR_THEME, AUTO_COLOR_SCHEME, AUTO_HIGH_CONTRAST, REDUCE_MOTION, ACTIVITY_BAR, SIDE_BAR, STATUS_BAR] as unknown as readonly Setting<never>[];

export type Appearance = { readonly look: Look; readonly contrast: Contrast; readonly motion: Motion };

/** What the page is to look like. A look is null where the system decides. */
export function appearanceOf(values: { readonly theme: string; readonly follows: boolean; readonly autoContrast: boolean; readonly motion: 'on' | 'off' | 'auto' }): Appearance {
  const isHigh = /high contrast/i.test(values.theme);
  const isLight = /light|latte|day/i.test(values.theme);
  return {
    look: values.follows ? null : isLight ? 'light' : 'dark',
    contrast: isHigh ? 'high' : values.autoContrast ? null : 'normal',
    motion: values.motion === 'auto' ? null : values.motion === 'on' ? 'reduced' : 'full',
  };
}
