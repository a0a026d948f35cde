import type { SettingLayer } from '../../../components/workbench/settings/settings.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import type { PreferenceName } from '../contract.ts';
import { settingsSession } from './settings-session.ts';

export const SETTINGS_KIND = 'settings';
export const KEYS_KIND = 'keys';
export const JSON_KIND = 'settings-json';

export type JsonParams = { readonly name: PreferenceName };

export function openSettings(workbench: Workbench): void {
  const { editors, layout } = workbench;
  layout.showEditor();
  settingsSession.of(workbench).focusWish.set(SETTINGS_KIND);
  editors.open.emit({ input: { kind: SETTINGS_KIND, key: '', params: {} } });
}

export function openKeys(workbench: Workbench): void {
  const { editors, layout } = workbench;
  layout.showEditor();
  settingsSession.of(workbench).focusWish.set(KEYS_KIND);
  editors.open.emit({ input: { kind: KEYS_KIND, key: '', params: {} } });
}

/** A document as it is written: the member's in a page of ours, the others as the files they are. */
export async function openJson(workbench: Workbench, what: SettingLayer | 'keybindings'): Promise<void> {
  const { editors, files, layout } = workbench;
  if (what !== 'keybindings' && what.level !== 'user') {
    const path = await settingsSession.of(workbench).ensureFile(what);
    if (path !== null) files.open.emit({ path, preview: false });
    return;
  }
  const name = what === 'keybindings' ? what : 'settings';
  layout.showEditor();
  editors.open.emit({ input: { kind: JSON_KIND, key: name, params: { name } satisfies JsonParams } });
}

/** Of another version: the settings. */
export function jsonName(params: unknown): PreferenceName {
  return typeof params === 'object' && params !== null && 'name' in params && params.name === 'keybindings' ? 'keybindings' : 'settings';
}
