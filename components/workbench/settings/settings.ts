import type { z } from 'zod';

import type { FilePath } from '../../../shared/file-path.ts';
import type { MessageKey } from '../message-key.ts';
import { Registry } from '../registry.ts';
import { Signal, Store, type Readable } from '../store.ts';

/**
 * One setting, with VS Code's own key where VS Code has the same (`editor.tabSize`). Values of the wrong shape count
 * as not set; whoever keeps them says so to the member.
 */
export type Setting<T> = {
  readonly key: string;
  readonly schema: z.ZodType<T>;
  readonly preset: T;
  /** What the page of settings shows: its group, its name, a sentence. */
  readonly groupKey: MessageKey;
  readonly titleKey: MessageKey;
  readonly textKey?: MessageKey;
  /** It is asked for one file at a time, so that a folder may have its own. */
  readonly perFile?: boolean;
  /** Of a setting with few values, the words for each; others are drawn by their schema's type. */
  readonly choices?: readonly { readonly value: T; readonly labelKey: MessageKey }[];
};

/** VS Code-shaped: `{ "editor.tabSize": 2, "[python]": { "editor.tabSize": 4 } }`. */
export type SettingValues = Readonly<Record<string, unknown>>;

/** Later ones win. A folder's hold for the files in it. */
export type SettingLayer = { readonly level: 'user' | 'workspace' } | { readonly level: 'folder'; readonly folder: FilePath };

export type SettingScope = {
  readonly path?: FilePath;
  /** Monaco's language id, for `"[language]"` blocks. */
  readonly language?: string;
};

type Layer = { readonly layer: SettingLayer; readonly values: SettingValues };

const ORDER = { user: 0, workspace: 1, folder: 2 } as const;

/** All settings of one workbench: what features declare, and the values that hold. Who keeps the values calls `setLayer`. */
export class Settings {
  readonly declared = new Registry<Setting<unknown>>();
  /** Asks whoever keeps the values to change one of the member's own: a theme was chosen, the minimap was hidden. */
  readonly asked = new Signal<{ readonly key: string; readonly value: unknown }>();
  private readonly layers = new Store<readonly Layer[]>([]);

  /** Changes whenever any value may have changed. */
  get changes(): Readable<unknown> {
    return this.layers;
  }

  /** The value that holds. */
  get<T>(setting: Setting<T>, scope: SettingScope = {}): T {
    const found = this.candidates(setting.key, scope).map((value) => setting.schema.safeParse(value));
    return found.findLast((parsed) => parsed.success)?.data ?? setting.preset;
  }

  /** The value as something to watch; `get` returns the same reference until the value changes. */
  of<T>(setting: Setting<T>, scope: SettingScope = {}): Readable<T> {
    let known: { readonly layers: readonly Layer[]; readonly value: T } | null = null;
    const get = (): T => {
      const layers = this.layers.get();
      if (known?.layers === layers) return known.value;
      const value = this.get(setting, scope);
      const isSame = known !== null && JSON.stringify(known.value) === JSON.stringify(value);
      known = { layers, value: isSame && known !== null ? known.value : value };
      return known.value;
    };
    return { get, subscribe: this.layers.subscribe };
  }

  valuesOf(layer: SettingLayer): SettingValues {
    return this.layers.get().find((other) => isSame(other.layer, layer))?.values ?? {};
  }

  /** Replaces all values of one layer. */
  setLayer(layer: SettingLayer, values: SettingValues): void {
    const rest = this.layers.get().filter((other) => !isSame(other.layer, layer));
    this.layers.set([...rest, { layer, values }].sort((a, b) => ORDER[a.layer.level] - ORDER[b.layer.level]));
  }

  /** What was set for a key, weakest first. */
  private candidates(key: string, { path, language }: SettingScope): readonly unknown[] {
    return this.layers
      .get()
      .filter(({ layer }) => layer.level !== 'folder' || (path !== undefined && (path === layer.folder || path.startsWith(`${layer.folder}/`))))
      .flatMap(({ values }) => [own(values, key), ...(language === undefined ? [] : [own(own(values, `[${language}]`), key)])])
      .filter((value) => value !== undefined);
  }
}

function isSame(one: SettingLayer, other: SettingLayer): boolean {
  return one.level === other.level && (one.level !== 'folder' || (other.level === 'folder' && one.folder === other.folder));
}

function own(values: unknown, key: string): unknown {
  return typeof values === 'object' && values !== null && Object.hasOwn(values, key) ? (values as SettingValues)[key] : undefined;
}
