import type { editor } from 'monaco-editor/editor';

import { colour, currentTheme, onThemeChange } from '../../../../components/ui/theme.ts';
import { ownKey } from '../../../../components/workbench/own-key.ts';
import type { Monaco } from './load-monaco.ts';

const NAME = 'atelier';

/** Which token of the look colours which kinds of Monaco's grammar. */
const SYNTAX: readonly (readonly [token: string, kinds: readonly string[]])[] = [
  ['code', ['', 'identifier', 'variable.predefined', 'identifier.js']],
  ['code-comment', ['comment', 'comment.doc']],
  ['code-keyword', ['keyword', 'storage', 'constant.language', 'metatag', 'keyword.flow']],
  ['code-string', ['string', 'string.escape', 'attribute.value', 'string.value', 'regexp']],
  ['code-number', ['number', 'constant', 'attribute.value.number', 'attribute.value.unit', 'number.hex']],
  ['code-function', ['function', 'predefined', 'support.function', 'entity.name.function']],
  ['code-type', ['type', 'type.identifier', 'annotation', 'namespace', 'class', 'decorator']],
  ['code-property', ['variable', 'attribute.name', 'type.property', 'property', 'key', 'variable.name']],
  ['code-tag', ['tag', 'metatag.html', 'tag.id', 'tag.class']],
  ['code-punct', ['delimiter', 'operator', 'bracket', 'delimiter.bracket']],
];

/** The same kinds, by the scopes that a theme of VS Code has for them. */
export const SYNTAX_SCOPES: readonly (readonly [kind: string, scope: string])[] = [
  ['comment', 'comment.line'], ['keyword', 'keyword.control'], ['keyword.flow', 'keyword.control'], ['storage', 'storage.type'], ['constant.language', 'constant.language'], ['metatag', 'keyword.control'],
  ['string', 'string.quoted'], ['string.escape', 'constant.character.escape'], ['regexp', 'string.regexp'], ['attribute.value', 'string.quoted'],
  ['number', 'constant.numeric'], ['constant', 'constant.numeric'], ['function', 'entity.name.function'], ['predefined', 'support.function'], ['type', 'entity.name.type'], ['type.identifier', 'entity.name.type'], ['namespace', 'entity.name.type'],
  ['annotation', 'entity.name.type'], ['variable', 'variable.other'], ['attribute.name', 'entity.other.attribute-name'], ['type.property', 'support.type.property-name'], ['key', 'support.type.property-name'], ['tag', 'entity.name.tag'],
  ['delimiter', 'punctuation'], ['operator', 'keyword.operator'],
];

const COLOURS: Readonly<Record<string, string>> = {
  'editor.background': 'sheet',
  'editor.foreground': 'code',
  'editorLineNumber.foreground': 'ink-3',
  'editorLineNumber.activeForeground': 'ink',
  'editorCursor.foreground': 'code-cursor',
  'editor.selectionBackground': 'code-select',
  'editor.inactiveSelectionBackground': 'selected-dim',
  'editor.lineHighlightBackground': 'code-active',
  'editorIndentGuide.background1': 'line',
  'editorIndentGuide.activeBackground1': 'edge',
  'editorWhitespace.foreground': 'edge',
  'editorRuler.foreground': 'line',
  'editorOverviewRuler.border': 'line',
  'editorBracketMatch.background': 'selected-dim',
  'editorBracketMatch.border': 'edge',
  'editor.findMatchBackground': 'warning-soft',
  'editor.findMatchBorder': 'warning',
  'editor.findMatchHighlightBackground': 'warning-soft',
  'editor.wordHighlightBackground': 'selected-dim',
  'editor.wordHighlightStrongBackground': 'selected-dim',
  'editorWidget.background': 'raised',
  'editorWidget.foreground': 'ink',
  'editorWidget.border': 'rim-raised',
  'editorSuggestWidget.background': 'raised',
  'editorSuggestWidget.border': 'rim-raised',
  'editorSuggestWidget.foreground': 'ink',
  'editorSuggestWidget.selectedBackground': 'selected',
  'editorSuggestWidget.selectedForeground': 'ink',
  'editorSuggestWidget.highlightForeground': 'accent-ink',
  'editorHoverWidget.background': 'raised',
  'editorHoverWidget.foreground': 'ink',
  'editorHoverWidget.border': 'rim-raised',
  'quickInput.background': 'raised',
  'quickInput.foreground': 'ink',
  'quickInputList.focusBackground': 'selected',
  'quickInputList.focusForeground': 'ink',
  'pickerGroup.border': 'line',
  'pickerGroup.foreground': 'ink-3',
  'menu.background': 'raised',
  'menu.foreground': 'ink',
  'menu.selectionBackground': 'selected',
  'menu.selectionForeground': 'ink',
  'menu.separatorBackground': 'line',
  'menu.border': 'rim-raised',
  'input.background': 'inset',
  'input.foreground': 'ink',
  'input.border': 'edge',
  'input.placeholderForeground': 'ink-3',
  'inputOption.activeBackground': 'accent-soft',
  'inputOption.activeForeground': 'accent-ink',
  'inputOption.activeBorder': 'accent-ink',
  'list.hoverBackground': 'hover',
  'list.activeSelectionBackground': 'selected',
  'list.activeSelectionForeground': 'ink',
  'list.highlightForeground': 'accent-ink',
  focusBorder: 'focus',
  foreground: 'ink',
  descriptionForeground: 'ink-2',
  errorForeground: 'failed',
  'icon.foreground': 'ink-2',
  'textLink.foreground': 'accent-ink',
  'editorLink.activeForeground': 'accent-ink',
  'editorError.foreground': 'failed',
  'editorWarning.foreground': 'warning',
  'editorInfo.foreground': 'accent-ink',
  'diffEditor.insertedTextBackground': 'diff-add-word',
  'diffEditor.insertedLineBackground': 'diff-add',
  'diffEditor.removedTextBackground': 'diff-del-word',
  'diffEditor.removedLineBackground': 'diff-del',
  'diffEditorGutter.insertedLineBackground': 'diff-add',
  'diffEditorGutter.removedLineBackground': 'diff-del',
  'diffEditor.diagonalFill': 'line',
  'diffEditor.border': 'line',
  'keybindingLabel.background': 'hover',
  'keybindingLabel.foreground': 'ink-2',
  'keybindingLabel.border': 'line',
  'keybindingLabel.bottomBorder': 'line',
  'editorGhostText.foreground': 'ink-3',
  'editorUnicodeHighlight.border': 'warning',
  'editorBracketHighlight.foreground1': 'code-punct',
  'editorBracketHighlight.foreground2': 'code-keyword',
  'editorBracketHighlight.foreground3': 'code-function',
  'editorBracketHighlight.unexpectedBracket.foreground': 'failed',
  'editorStickyScroll.background': 'sheet',
  'editorStickyScroll.border': 'line',
  'editorStickyScrollHover.background': 'hover',
  'minimap.background': 'sheet',
};

/** How see-through: what lies over text must not cover it. */
const SCROLLBAR_ALPHA = { 'scrollbarSlider.background': '59', 'scrollbarSlider.hoverBackground': '80', 'scrollbarSlider.activeBackground': 'a6' };

/** Six or eight figures, as Monaco wants them: a minified stylesheet says `#fff`. */
function hex(token: string): string {
  const value = colour(token);
  return /^#[\da-f]{3,4}$/i.test(value) ? value.replace(/[\da-f]/gi, '$&$&') : value;
}

/** The look as a theme: for words as Monaco's own grammars name them. */
export function lookTheme(): editor.IStandaloneThemeData {
  const colors: Record<string, string> = {};
  for (const [name, token] of Object.entries(COLOURS)) colors[name] = hex(token);
  for (const [name, alpha] of Object.entries(SCROLLBAR_ALPHA)) colors[name] = `${hex('edge')}${alpha}`;
  colors['editor.lineHighlightBorder'] = '#00000000';
  colors['scrollbar.shadow'] = '#00000000';
  colors['widget.shadow'] = hex('shade-near');
  const rules = SYNTAX.flatMap(([token, kinds]) => kinds.map((kind) => ({ token: kind, foreground: hex(token).slice(1) })));
  return { base: currentTheme() === 'light' ? 'vs' : 'vs-dark', inherit: true, rules, colors };
}

/** Who dresses Monaco instead of the look: a theme that the member chose, or colours as VS Code has them. */
const dressers = new WeakMap<Monaco, () => void>();

/** From now on `apply` is called when the look changes. */
export function dressWith(monaco: Monaco, apply: () => void): void {
  dressers.set(monaco, apply);
}

export function wear(monaco: Monaco, theme: editor.IStandaloneThemeData): void {
  monaco.editor.defineTheme(NAME, theme);
  monaco.editor.setTheme(NAME);
}

/** Dresses Monaco in the theme that the member chose the last time, or in the colours of the look. */
export function applyTheme(monaco: Monaco): void {
  wear(monaco, keptTheme() ?? lookTheme());
}

/** The same, and again whenever they change. Returns the function that stops it. */
export function followTheme(monaco: Monaco): () => void {
  const apply = (): void => (dressers.get(monaco) ?? (() => applyTheme(monaco)))();
  apply();
  return onThemeChange(apply);
}

const KEPT = 'atelier:editor-theme';
const MAX_KEPT_CHARACTERS = 60_000;

/** Keeps the chosen theme for the next time the page is opened, when there is a text before anybody could ask which; null: the look. */
export function keepTheme(theme: editor.IStandaloneThemeData | null): void {
  const text = theme === null ? '' : JSON.stringify(theme);
  if (text === '' || text.length > MAX_KEPT_CHARACTERS) localStorage.removeItem(ownKey(KEPT));
  else localStorage.setItem(ownKey(KEPT), text);
}

export function keptTheme(): editor.IStandaloneThemeData | null {
  try {
    return JSON.parse(localStorage.getItem(ownKey(KEPT)) ?? 'null') as editor.IStandaloneThemeData | null;
  } catch {
    return null; // not ours
  }
}
