import { z } from 'zod';

import { FILES_EXCLUDE } from '../../../components/workbench/settings/exclude-settings.ts';
import type { Setting } from '../../../components/workbench/settings/settings.ts';

const groupKey = 'files.settings.group';

export const CONFIRM_DELETE: Setting<boolean> = { key: 'explorer.confirmDelete', schema: z.boolean(), preset: true, groupKey, titleKey: 'files.settings.confirmDelete', textKey: 'files.settings.confirmDeleteText' };

/** VS Code also knows `focusNoScroll`, which is said by neither. */
export const AUTO_REVEAL: Setting<boolean> = { key: 'explorer.autoReveal', schema: z.boolean(), preset: true, groupKey, titleKey: 'files.settings.autoReveal', textKey: 'files.settings.autoRevealText' };

export const EXCLUDE = { ...FILES_EXCLUDE, groupKey, titleKey: 'files.settings.exclude', textKey: 'files.settings.excludeText' } as const;
