import { z } from 'zod';

import type { MessageKey } from '../../../components/workbench/message-key.ts';
import type { Setting } from '../../../components/workbench/settings/settings.ts';

const groupKey: MessageKey = 'git.settings.group';

/** `auto`: simple words for whoever proposes, git's for others. */
export const WORDS: Setting<'auto' | 'simple' | 'git'> = {
  key: 'atelier.git.words', schema: z.enum(['auto', 'simple', 'git']), preset: 'auto', groupKey, titleKey: 'git.settings.words', textKey: 'git.settings.wordsText',
  choices: [{ value: 'auto', labelKey: 'git.settings.auto' }, { value: 'simple', labelKey: 'git.settings.simple' }, { value: 'git', labelKey: 'git.settings.git' }],
};
export const VIEW_MODE: Setting<'list' | 'tree'> = {
  key: 'scm.defaultViewMode', schema: z.enum(['list', 'tree']), preset: 'list', groupKey, titleKey: 'git.settings.viewMode',
  choices: [{ value: 'list', labelKey: 'git.settings.list' }, { value: 'tree', labelKey: 'git.settings.tree' }],
};
export const SMART_COMMIT: Setting<boolean> = { key: 'git.enableSmartCommit', schema: z.boolean(), preset: false, groupKey, titleKey: 'git.settings.smartCommit' };
export const SIGN_OFF: Setting<boolean> = { key: 'git.alwaysSignOff', schema: z.boolean(), preset: false, groupKey, titleKey: 'git.settings.signOff' };
export const INLINE_BLAME: Setting<boolean> = { key: 'git.blame.editorDecoration.enabled', schema: z.boolean(), preset: false, groupKey, titleKey: 'git.settings.inlineBlame', textKey: 'git.settings.inlineBlameText' };
export const BARS: Setting<'all' | 'none'> = {
  key: 'scm.diffDecorations', schema: z.enum(['all', 'none']).catch('all'), preset: 'all', groupKey, titleKey: 'git.settings.bars',
  choices: [{ value: 'all', labelKey: 'git.settings.shown' }, { value: 'none', labelKey: 'git.settings.hidden' }],
};

export const GIT_SETTINGS: readonly Setting<unknown>[] = [WORDS, VIEW_MODE, SMART_COMMIT, SIGN_OFF, INLINE_BLAME, BARS];
