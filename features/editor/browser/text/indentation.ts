import type { editor } from 'monaco-editor/editor';

import type { Settings, SettingScope } from '../../../../components/workbench/settings/settings.ts';
import { indent, type KeptLook } from '../monaco/kept-look.ts';
import type { EditorConfig } from './editor-config.ts';
import * as s from './settings.ts';

/** Texts whose indentation the member chose by hand: nothing else changes it any more. */
const chosen = new WeakSet<editor.ITextModel>();
/** What was applied last: what did not change is not detected again under somebody's fingers. */
const applied = new WeakMap<editor.ITextModel, string>();

/** What the settings say of a text without looking at it. */
export function indentationOf(settings: Settings, scope: SettingScope): KeptLook['indentation'] {
  return { detects: settings.get(s.detectIndentation, scope), insertSpaces: settings.get(s.insertSpaces, scope), tabSize: settings.get(s.tabSize, scope) };
}

/** From the strongest: what was chosen, `.editorconfig`, what the text uses, the settings. */
export function applyIndentation(model: editor.ITextModel, about: { readonly settings: Settings; readonly scope: SettingScope; readonly config: EditorConfig }): void {
  const { settings, scope, config } = about;
  if (chosen.has(model)) return;
  const set = indentationOf(settings, scope);
  const wanted = JSON.stringify([set, config.insertSpaces, config.tabSize]);
  if (applied.get(model) === wanted) return;
  applied.set(model, wanted);
  indent(model, set);
  if (config.insertSpaces !== undefined) model.updateOptions({ insertSpaces: config.insertSpaces });
  if (config.tabSize !== undefined) model.updateOptions({ tabSize: config.tabSize, indentSize: 'tabSize' });
}

export function chooseIndentation(model: editor.ITextModel, choice: { readonly insertSpaces: boolean; readonly tabSize: number }): void {
  chosen.add(model);
  model.updateOptions({ ...choice, indentSize: 'tabSize' });
}

export function detectIndentation(model: editor.ITextModel): void {
  chosen.add(model);
  const { insertSpaces, tabSize } = model.getOptions();
  model.detectIndentation(insertSpaces, tabSize);
}
