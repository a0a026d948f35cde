import { z } from 'zod';

import { FILES_EXCLUDE } from '../../../components/workbench/settings/exclude-settings.ts';
import type { Setting } from '../../../components/workbench/settings/settings.ts';
import { SORT_ORDERS, type SortOrder } from './tree/order.ts';

const groupKey = 'files.settings.group';

export const CONFIRM_DELETE: Setting<boolean> = { key: 'explorer.confirmDelete', schema: z.boolean(), preset: true, groupKey, titleKey: 'files.settings.confirmDelete', textKey: 'files.settings.confirmDeleteText' };

/** VS Code also knows `focusNoScroll`, which is said by neither. */
export const AUTO_REVEAL: Setting<boolean> = { key: 'explorer.autoReveal', schema: z.boolean(), preset: true, groupKey, titleKey: 'files.settings.autoReveal', textKey: 'files.settings.autoRevealText' };

/** `foldersNestsFiles` is as `default`: no files are nested here. */
export const SORT_ORDER: Setting<SortOrder> = {
  key: 'explorer.sortOrder',
  schema: z.union([z.enum(SORT_ORDERS), z.literal('foldersNestsFiles').transform((): SortOrder => 'default')]),
  preset: 'default',
  groupKey,
  titleKey: 'files.settings.sortOrder',
  choices: [
    { value: 'default', labelKey: 'files.settings.sort.default' },
    { value: 'mixed', labelKey: 'files.settings.sort.mixed' },
    { value: 'filesFirst', labelKey: 'files.settings.sort.filesFirst' },
    { value: 'type', labelKey: 'files.settings.sort.type' },
    { value: 'modified', labelKey: 'files.settings.sort.modified' },
  ],
};

export const EXCLUDE = { ...FILES_EXCLUDE, groupKey, titleKey: 'files.settings.exclude', textKey: 'files.settings.excludeText' } as const;
