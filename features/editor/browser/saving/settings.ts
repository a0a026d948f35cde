import { z } from 'zod';

import type { Setting } from '../../../../components/workbench/settings/settings.ts';

export type AutoSaveMode = 'off' | 'afterDelay' | 'onFocusChange' | 'onWindowChange';

const groupKey = 'editor.settings.saving';

/** When what was typed is saved without being asked. */
export const AUTO_SAVE: Setting<AutoSaveMode> = {
  key: 'files.autoSave',
  schema: z.enum(['off', 'afterDelay', 'onFocusChange', 'onWindowChange']),
  preset: 'off',
  groupKey,
  titleKey: 'editor.settings.autoSave',
  textKey: 'editor.settings.autoSaveText',
  choices: [
    { value: 'off', labelKey: 'editor.settings.autoSaveOff' },
    { value: 'afterDelay', labelKey: 'editor.settings.autoSaveDelayed' },
    { value: 'onFocusChange', labelKey: 'editor.settings.autoSaveFocus' },
    { value: 'onWindowChange', labelKey: 'editor.settings.autoSaveWindow' },
  ],
};

export const AUTO_SAVE_DELAY_MS: Setting<number> = {
  key: 'files.autoSaveDelay',
  schema: z.int().min(100).max(600_000),
  preset: 1000,
  groupKey,
  titleKey: 'editor.settings.autoSaveDelay',
  textKey: 'editor.settings.autoSaveDelayText',
};

export const ENABLE_PREVIEW: Setting<boolean> = {
  key: 'workbench.editor.enablePreview',
  schema: z.boolean(),
  preset: true,
  groupKey: 'editor.settings.tabs',
  titleKey: 'editor.settings.preview',
  textKey: 'editor.settings.previewText',
};

export const SIDE_BY_SIDE: Setting<boolean> = {
  key: 'diffEditor.renderSideBySide',
  schema: z.boolean(),
  preset: true,
  groupKey: 'editor.settings.tabs',
  titleKey: 'editor.settings.sideBySide',
};

export const EDITOR_SETTINGS: readonly Setting<unknown>[] = [AUTO_SAVE, AUTO_SAVE_DELAY_MS, ENABLE_PREVIEW, SIDE_BY_SIDE];
