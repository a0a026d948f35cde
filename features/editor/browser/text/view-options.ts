import type { editor } from 'monaco-editor/editor';

import type { Settings, SettingScope } from '../../../../components/workbench/settings/settings.ts';
import { editorOptions } from '../monaco/options.ts';
import * as s from './settings.ts';

/** Above this, colouring brackets would read the whole text anew with each key. */
const MAX_BRACKETS_CHARACTERS = 1_000_000;

/** What the settings say about how a text looks. */
export function viewOptions(settings: Settings, scope: SettingScope): editor.IEditorOptions & editor.IGlobalEditorOptions {
  const look = editorOptions();
  const size = settings.get(s.fontSize, scope);
  const height = settings.get(s.lineHeight, scope);
  return {
    fontFamily: settings.get(s.fontFamily, scope) || look.fontFamily,
    fontSize: size ?? look.fontSize,
    fontLigatures: settings.get(s.fontLigatures, scope),
    // The look's lines fit the look's letters; others get what Monaco thinks fits.
    lineHeight: height === 0 && size === null ? look.lineHeight : height,
    wordWrap: settings.get(s.wordWrap, scope),
    wordWrapColumn: settings.get(s.wordWrapColumn, scope),
    minimap: { enabled: settings.get(s.minimap, scope) },
    stickyScroll: { enabled: settings.get(s.stickyScroll, scope) },
    guides: { indentation: settings.get(s.indentGuides, scope), bracketPairs: settings.get(s.bracketGuides, scope) },
    renderWhitespace: settings.get(s.renderWhitespace, scope),
    rulers: [...settings.get(s.rulers, scope)],
    lineNumbers: settings.get(s.lineNumbers, scope),
    cursorStyle: settings.get(s.cursorStyle, scope),
    multiCursorModifier: settings.get(s.multiCursorModifier, scope),
    folding: settings.get(s.folding, scope) && look.folding,
    scrollBeyondLastLine: settings.get(s.scrollBeyondLastLine, scope),
    mouseWheelZoom: settings.get(s.mouseWheelZoom, scope),
    wordBasedSuggestions: settings.get(s.wordBasedSuggestions, scope),
  };
}

/** Colours of brackets are the text's own, whoever shows it. */
export function applyBrackets(model: editor.ITextModel, settings: Settings, scope: SettingScope): void {
  const enabled = settings.get(s.bracketColours, scope) && model.getValueLength() <= MAX_BRACKETS_CHARACTERS;
  model.updateOptions({ bracketColorizationOptions: { enabled, independentColorPoolPerBracketType: false } });
}
