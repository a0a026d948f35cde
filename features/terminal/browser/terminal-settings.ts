import { z } from 'zod';

import type { Setting } from '../../../components/workbench/settings/settings.ts';
import { SCROLLBACK_LINES, TerminalProfile } from '../contract.ts';

/** As the look has it: 12.5 on 18. */
export const FONT_SIZE_PX = 12.5;
const GROUP = 'terminal.settings.group';

const onOff = [
  { value: 'on', labelKey: 'terminal.settings.on' },
  { value: 'off', labelKey: 'terminal.settings.off' },
] as const;

export const DEFAULT_PROFILE: Setting<TerminalProfile | null> = {
  key: 'terminal.integrated.defaultProfile.linux',
  schema: TerminalProfile.nullable(),
  preset: null,
  groupKey: GROUP,
  titleKey: 'terminal.settings.defaultProfile',
  textKey: 'terminal.settings.defaultProfileText',
  choices: [
    { value: null, labelKey: 'terminal.settings.usual' },
    { value: 'bash', labelKey: 'terminal.profile.bash' },
    { value: 'sh', labelKey: 'terminal.profile.sh' },
    { value: 'python', labelKey: 'terminal.profile.python' },
    { value: 'node', labelKey: 'terminal.profile.node' },
  ],
};

export const CWD: Setting<string> = { key: 'terminal.integrated.cwd', schema: z.string().max(4096), preset: '', groupKey: GROUP, titleKey: 'terminal.settings.cwd', textKey: 'terminal.settings.cwdText' };

export const SPLIT_CWD: Setting<'inherited' | 'workspaceRoot'> = {
  key: 'terminal.integrated.splitCwd',
  schema: z.enum(['inherited', 'workspaceRoot']),
  preset: 'inherited',
  groupKey: GROUP,
  titleKey: 'terminal.settings.splitCwd',
  choices: [
    { value: 'inherited', labelKey: 'terminal.settings.splitInherited' },
    { value: 'workspaceRoot', labelKey: 'terminal.settings.splitRoot' },
  ],
};

export const SHELL_INTEGRATION: Setting<boolean> = { key: 'terminal.integrated.shellIntegration.enabled', schema: z.boolean(), preset: true, groupKey: GROUP, titleKey: 'terminal.settings.shellIntegration', textKey: 'terminal.settings.shellIntegrationText' };

export const DECORATIONS: Setting<'both' | 'gutter' | 'overviewRuler' | 'never'> = {
  key: 'terminal.integrated.shellIntegration.decorationsEnabled',
  schema: z.enum(['both', 'gutter', 'overviewRuler', 'never']),
  preset: 'both',
  groupKey: GROUP,
  titleKey: 'terminal.settings.decorations',
  choices: [
    { value: 'both', labelKey: 'terminal.settings.on' },
    { value: 'never', labelKey: 'terminal.settings.off' },
  ],
};

export const FONT_SIZE: Setting<number> = { key: 'terminal.integrated.fontSize', schema: z.number().min(6).max(48), preset: FONT_SIZE_PX, groupKey: GROUP, titleKey: 'terminal.settings.fontSize' };
export const FONT_FAMILY: Setting<string> = { key: 'terminal.integrated.fontFamily', schema: z.string().max(500), preset: '', groupKey: GROUP, titleKey: 'terminal.settings.fontFamily', textKey: 'terminal.settings.fontFamilyText' };
/** 0: as the look has it. */
export const LINE_HEIGHT: Setting<number> = { key: 'terminal.integrated.lineHeight', schema: z.number().min(0).max(3), preset: 0, groupKey: GROUP, titleKey: 'terminal.settings.lineHeight', textKey: 'terminal.settings.lineHeightText' };
export const WHEEL_ZOOM: Setting<boolean> = { key: 'terminal.integrated.mouseWheelZoom', schema: z.boolean(), preset: false, groupKey: GROUP, titleKey: 'terminal.settings.wheelZoom' };

export const CURSOR_STYLE: Setting<'block' | 'line' | 'underline'> = {
  key: 'terminal.integrated.cursorStyle',
  schema: z.enum(['block', 'line', 'underline']),
  preset: 'block',
  groupKey: GROUP,
  titleKey: 'terminal.settings.cursorStyle',
  choices: [
    { value: 'block', labelKey: 'terminal.settings.cursorBlock' },
    { value: 'line', labelKey: 'terminal.settings.cursorLine' },
    { value: 'underline', labelKey: 'terminal.settings.cursorUnderline' },
  ],
};
export const CURSOR_BLINK: Setting<boolean> = { key: 'terminal.integrated.cursorBlinking', schema: z.boolean(), preset: false, groupKey: GROUP, titleKey: 'terminal.settings.cursorBlink' };
export const SCROLLBACK: Setting<number> = { key: 'terminal.integrated.scrollback', schema: z.number().int().min(0).max(SCROLLBACK_LINES), preset: SCROLLBACK_LINES, groupKey: GROUP, titleKey: 'terminal.settings.scrollback' };

export const COPY_ON_SELECTION: Setting<boolean> = { key: 'terminal.integrated.copyOnSelection', schema: z.boolean(), preset: false, groupKey: GROUP, titleKey: 'terminal.settings.copyOnSelection' };

export const RIGHT_CLICK: Setting<'default' | 'copyPaste' | 'paste' | 'nothing'> = {
  key: 'terminal.integrated.rightClickBehavior',
  schema: z.enum(['default', 'copyPaste', 'paste', 'nothing']),
  preset: 'default',
  groupKey: GROUP,
  titleKey: 'terminal.settings.rightClick',
  choices: [
    { value: 'default', labelKey: 'terminal.settings.rightClickMenu' },
    { value: 'copyPaste', labelKey: 'terminal.settings.rightClickCopyPaste' },
    { value: 'paste', labelKey: 'terminal.settings.rightClickPaste' },
    { value: 'nothing', labelKey: 'terminal.settings.rightClickNothing' },
  ],
};

export const PASTE_WARNING: Setting<'auto' | 'always' | 'never'> = {
  key: 'terminal.integrated.enableMultiLinePasteWarning',
  schema: z.enum(['auto', 'always', 'never']),
  preset: 'auto',
  groupKey: GROUP,
  titleKey: 'terminal.settings.pasteWarning',
  textKey: 'terminal.settings.pasteWarningText',
  choices: [
    { value: 'auto', labelKey: 'terminal.settings.pasteAuto' },
    { value: 'always', labelKey: 'terminal.settings.pasteAlways' },
    { value: 'never', labelKey: 'terminal.settings.pasteNever' },
  ],
};

export const VISUAL_BELL: Setting<boolean> = { key: 'terminal.integrated.enableVisualBell', schema: z.boolean(), preset: true, groupKey: GROUP, titleKey: 'terminal.settings.visualBell' };

export const BELL_SOUND: Setting<{ readonly sound: 'on' | 'off' | 'auto' }> = {
  key: 'accessibility.signals.terminalBell',
  schema: z.object({ sound: z.enum(['on', 'off', 'auto']) }),
  preset: { sound: 'off' },
  groupKey: GROUP,
  titleKey: 'terminal.settings.bellSound',
  choices: onOff.map(({ value, labelKey }) => ({ value: { sound: value }, labelKey })),
};

export const IMAGES: Setting<boolean> = { key: 'terminal.integrated.enableImages', schema: z.boolean(), preset: false, groupKey: GROUP, titleKey: 'terminal.settings.images', textKey: 'terminal.settings.imagesText' };

export const LOCAL_ECHO: Setting<'auto' | 'on' | 'off'> = {
  key: 'terminal.integrated.localEchoEnabled',
  schema: z.enum(['auto', 'on', 'off']),
  preset: 'auto',
  groupKey: GROUP,
  titleKey: 'terminal.settings.localEcho',
  textKey: 'terminal.settings.localEchoText',
  choices: [
    { value: 'auto', labelKey: 'terminal.settings.localEchoAuto' },
    ...onOff,
  ],
};

export const LOCAL_ECHO_ABOVE_MS: Setting<number> = { key: 'terminal.integrated.localEchoLatencyThreshold', schema: z.number().min(0).max(10_000), preset: 30, groupKey: GROUP, titleKey: 'terminal.settings.localEchoAbove' };

export const TERMINAL_SETTINGS: readonly Setting<never>[] = [
  DEFAULT_PROFILE, CWD, SPLIT_CWD, FONT_SIZE, FONT_FAMILY, LINE_HEIGHT, WHEEL_ZOOM, CURSOR_STYLE, CURSOR_BLINK, SCROLLBACK, COPY_ON_SELECTION, RIGHT_CLICK, PASTE_WARNING,
  VISUAL_BELL, BELL_SOUND, SHELL_INTEGRATION, DECORATIONS, IMAGES, LOCAL_ECHO, LOCAL_ECHO_ABOVE_MS,
] as unknown as readonly Setting<never>[];
