import { z } from 'zod';

import type { Setting } from '../../../../components/workbench/settings/settings.ts';
import type { MessageKey } from '../../../../components/workbench/message-key.ts';

const group = (name: 'editor' | 'files'): MessageKey => `text.groups.${name}`;

const px = (min: number, max: number) => z.number().min(min).max(max);
const columns = z.number().int().min(1).max(1000);

/** Keys, shapes and meanings are VS Code's; presets too, but where the look has another answer. */
export const fontSize: Setting<number | null> = { key: 'editor.fontSize', schema: px(6, 100).nullable(), preset: null, groupKey: group('editor'), titleKey: 'text.settings.fontSize', textKey: 'text.settings.fontSizeText' };
export const fontFamily: Setting<string> = { key: 'editor.fontFamily', schema: z.string().max(300).regex(/^[\w\s,'"-]*$/), preset: '', groupKey: group('editor'), titleKey: 'text.settings.fontFamily', textKey: 'text.settings.fontFamilyText' };
export const fontLigatures: Setting<boolean> = { key: 'editor.fontLigatures', schema: z.boolean(), preset: false, groupKey: group('editor'), titleKey: 'text.settings.fontLigatures' };
export const lineHeight: Setting<number> = { key: 'editor.lineHeight', schema: px(0, 150), preset: 0, groupKey: group('editor'), titleKey: 'text.settings.lineHeight', textKey: 'text.settings.lineHeightText' };
export const tabSize: Setting<number> = { key: 'editor.tabSize', schema: z.number().int().min(1).max(32), preset: 4, groupKey: group('editor'), titleKey: 'text.settings.tabSize', textKey: 'text.settings.tabSizeText' };
export const insertSpaces: Setting<boolean> = { key: 'editor.insertSpaces', schema: z.boolean(), preset: true, groupKey: group('editor'), titleKey: 'text.settings.insertSpaces' };
export const detectIndentation: Setting<boolean> = { key: 'editor.detectIndentation', schema: z.boolean(), preset: true, groupKey: group('editor'), titleKey: 'text.settings.detectIndentation', textKey: 'text.settings.detectIndentationText' };
export const wordWrap: Setting<'off' | 'on' | 'wordWrapColumn' | 'bounded'> = {
  key: 'editor.wordWrap', schema: z.enum(['off', 'on', 'wordWrapColumn', 'bounded']), preset: 'off', groupKey: group('editor'), titleKey: 'text.settings.wordWrap',
  choices: [
    { value: 'off', labelKey: 'text.choices.off' },
    { value: 'on', labelKey: 'text.choices.atEdge' },
    { value: 'wordWrapColumn', labelKey: 'text.choices.atColumn' },
    { value: 'bounded', labelKey: 'text.choices.atEither' },
  ],
};
export const wordWrapColumn: Setting<number> = { key: 'editor.wordWrapColumn', schema: columns, preset: 80, groupKey: group('editor'), titleKey: 'text.settings.wordWrapColumn' };
export const minimap: Setting<boolean> = { key: 'editor.minimap.enabled', schema: z.boolean(), preset: false, groupKey: group('editor'), titleKey: 'text.settings.minimap' };
export const stickyScroll: Setting<boolean> = { key: 'editor.stickyScroll.enabled', schema: z.boolean(), preset: true, groupKey: group('editor'), titleKey: 'text.settings.stickyScroll', textKey: 'text.settings.stickyScrollText' };
export const bracketColours: Setting<boolean> = { key: 'editor.bracketPairColorization.enabled', schema: z.boolean(), preset: true, groupKey: group('editor'), titleKey: 'text.settings.bracketColours' };
export const bracketGuides: Setting<boolean | 'active'> = {
  key: 'editor.guides.bracketPairs', schema: z.union([z.boolean(), z.literal('active')]), preset: false, groupKey: group('editor'), titleKey: 'text.settings.bracketGuides',
  choices: [{ value: false, labelKey: 'text.choices.off' }, { value: true, labelKey: 'text.choices.all' }, { value: 'active', labelKey: 'text.choices.active' }],
};
export const indentGuides: Setting<boolean> = { key: 'editor.guides.indentation', schema: z.boolean(), preset: true, groupKey: group('editor'), titleKey: 'text.settings.indentGuides' };
export const renderWhitespace: Setting<'none' | 'boundary' | 'selection' | 'trailing' | 'all'> = {
  key: 'editor.renderWhitespace', schema: z.enum(['none', 'boundary', 'selection', 'trailing', 'all']), preset: 'selection', groupKey: group('editor'), titleKey: 'text.settings.renderWhitespace',
  choices: [
    { value: 'none', labelKey: 'text.choices.off' },
    { value: 'boundary', labelKey: 'text.choices.boundary' },
    { value: 'selection', labelKey: 'text.choices.selection' },
    { value: 'trailing', labelKey: 'text.choices.trailing' },
    { value: 'all', labelKey: 'text.choices.all' },
  ],
};
export const rulers: Setting<readonly number[]> = { key: 'editor.rulers', schema: z.array(columns).max(20), preset: [], groupKey: group('editor'), titleKey: 'text.settings.rulers', textKey: 'text.settings.rulersText' };
export const lineNumbers: Setting<'on' | 'off' | 'relative' | 'interval'> = {
  key: 'editor.lineNumbers', schema: z.enum(['on', 'off', 'relative', 'interval']), preset: 'on', groupKey: group('editor'), titleKey: 'text.settings.lineNumbers',
  choices: [
    { value: 'on', labelKey: 'text.choices.on' },
    { value: 'off', labelKey: 'text.choices.off' },
    { value: 'relative', labelKey: 'text.choices.relative' },
    { value: 'interval', labelKey: 'text.choices.interval' },
  ],
};
export const cursorStyle: Setting<'line' | 'block' | 'underline' | 'line-thin' | 'block-outline' | 'underline-thin'> = {
  key: 'editor.cursorStyle', schema: z.enum(['line', 'block', 'underline', 'line-thin', 'block-outline', 'underline-thin']), preset: 'line', groupKey: group('editor'), titleKey: 'text.settings.cursorStyle',
  choices: [
    { value: 'line', labelKey: 'text.choices.line' },
    { value: 'block', labelKey: 'text.choices.block' },
    { value: 'underline', labelKey: 'text.choices.underline' },
    { value: 'line-thin', labelKey: 'text.choices.lineThin' },
    { value: 'block-outline', labelKey: 'text.choices.blockOutline' },
    { value: 'underline-thin', labelKey: 'text.choices.underlineThin' },
  ],
};
export const multiCursorModifier: Setting<'alt' | 'ctrlCmd'> = {
  key: 'editor.multiCursorModifier', schema: z.enum(['alt', 'ctrlCmd']), preset: 'alt', groupKey: group('editor'), titleKey: 'text.settings.multiCursorModifier',
  choices: [{ value: 'alt', labelKey: 'text.choices.alt' }, { value: 'ctrlCmd', labelKey: 'text.choices.ctrl' }],
};
export const folding: Setting<boolean> = { key: 'editor.folding', schema: z.boolean(), preset: true, groupKey: group('editor'), titleKey: 'text.settings.folding' };
export const scrollBeyondLastLine: Setting<boolean> = { key: 'editor.scrollBeyondLastLine', schema: z.boolean(), preset: true, groupKey: group('editor'), titleKey: 'text.settings.scrollBeyondLastLine' };
export const mouseWheelZoom: Setting<boolean> = { key: 'editor.mouseWheelZoom', schema: z.boolean(), preset: false, groupKey: group('editor'), titleKey: 'text.settings.mouseWheelZoom' };
export const wordBasedSuggestions: Setting<'off' | 'currentDocument' | 'matchingDocuments' | 'allDocuments'> = {
  key: 'editor.wordBasedSuggestions', schema: z.enum(['off', 'currentDocument', 'matchingDocuments', 'allDocuments']), preset: 'off', groupKey: group('editor'), titleKey: 'text.settings.wordBasedSuggestions',
  choices: [
    { value: 'off', labelKey: 'text.choices.off' },
    { value: 'currentDocument', labelKey: 'text.choices.thisFile' },
    { value: 'matchingDocuments', labelKey: 'text.choices.sameLanguage' },
    { value: 'allDocuments', labelKey: 'text.choices.allFiles' },
  ],
};

export const formatOnSave: Setting<boolean> = { key: 'editor.formatOnSave', schema: z.boolean(), preset: false, groupKey: group('editor'), titleKey: 'text.settings.formatOnSave', textKey: 'text.settings.formatOnSaveText' };

export const eol: Setting<'auto' | '\n' | '\r\n'> = {
  key: 'files.eol', schema: z.enum(['auto', '\n', '\r\n']), preset: 'auto', groupKey: group('files'), titleKey: 'text.settings.eol', textKey: 'text.settings.eolText',
  choices: [{ value: 'auto', labelKey: 'text.choices.auto' }, { value: '\n', labelKey: 'text.choices.lf' }, { value: '\r\n', labelKey: 'text.choices.crlf' }],
};
export const encoding: Setting<string> = { key: 'files.encoding', schema: z.string().max(40), preset: 'utf8', groupKey: group('files'), titleKey: 'text.settings.encoding', textKey: 'text.settings.encodingText' };
export const trimTrailingWhitespace: Setting<boolean> = { key: 'files.trimTrailingWhitespace', schema: z.boolean(), preset: false, groupKey: group('files'), titleKey: 'text.settings.trimTrailingWhitespace' };
export const insertFinalNewline: Setting<boolean> = { key: 'files.insertFinalNewline', schema: z.boolean(), preset: false, groupKey: group('files'), titleKey: 'text.settings.insertFinalNewline' };
export const trimFinalNewlines: Setting<boolean> = { key: 'files.trimFinalNewlines', schema: z.boolean(), preset: false, groupKey: group('files'), titleKey: 'text.settings.trimFinalNewlines' };
export const associations: Setting<Readonly<Record<string, string>>> = { key: 'files.associations', schema: z.record(z.string().max(200), z.string().max(60)), preset: {}, groupKey: group('files'), titleKey: 'text.settings.associations', textKey: 'text.settings.associationsText' };

const PER_FILE = [
  fontSize, fontFamily, fontLigatures, lineHeight, tabSize, insertSpaces, detectIndentation, wordWrap, wordWrapColumn, minimap, stickyScroll, bracketColours, bracketGuides,
  indentGuides, renderWhitespace, rulers, lineNumbers, cursorStyle, multiCursorModifier, folding, scrollBeyondLastLine, mouseWheelZoom, wordBasedSuggestions, formatOnSave,
  eol, encoding, trimTrailingWhitespace, insertFinalNewline, trimFinalNewlines,
] as unknown as readonly Setting<unknown>[];

/** All but the languages are asked for the text that they are for. */
export const TEXT_SETTINGS: readonly Setting<unknown>[] = [...PER_FILE.map((setting) => ({ ...setting, perFile: true })), associations as unknown as Setting<unknown>];
