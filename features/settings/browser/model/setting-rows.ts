import type { z } from 'zod';

import type { MessageKey } from '../../../../components/workbench/message-key.ts';
import type { Setting, Settings, SettingLayer } from '../../../../components/workbench/settings/settings.ts';
import type { FilePath } from '../../../../shared/file-path.ts';

/** How a setting is drawn. */
export type Control = 'switch' | 'choice' | 'number' | 'text' | 'list' | 'json';

/** A setting of another level than the one that is looked at. */
export type Elsewhere = { readonly layer: SettingLayer; readonly value: unknown };

export type SettingRow = {
  readonly setting: Setting<unknown>;
  readonly control: Control;
  /** At the level that is looked at. */
  readonly isChanged: boolean;
  /** What is set at this level, else what holds without it. */
  readonly value: unknown;
  /** What stands at this level and is none of its values; undefined: nothing is wrong. */
  readonly refused: unknown;
  readonly elsewhere: readonly Elsewhere[];
};

/** Each key once: who declared it first draws it. */
export function uniqueSettings(declared: readonly Setting<unknown>[]): readonly Setting<unknown>[] {
  const seen = new Set<string>();
  return declared.filter(({ key }) => !seen.has(key) && seen.add(key));
}

export type RowPlace = { readonly settings: Settings; readonly layer: SettingLayer; readonly folders: readonly FilePath[] };

/** From the strongest to the weakest, without the folders: each holds for files of its own only. */
const WEAKER = { user: [], workspace: ['user'], folder: ['workspace', 'user'] } as const;

export function rowOf(setting: Setting<unknown>, { settings, layer, folders }: RowPlace): SettingRow {
  const own = at(settings, layer, setting);
  const parsed = own === undefined ? null : setting.schema.safeParse(own);
  const levels = (['user', 'workspace'] as const).filter((level) => level !== layer.level).map((level): SettingLayer => ({ level }));
  const others: readonly SettingLayer[] = [...levels, ...(layer.level === 'folder' ? [] : folders.map((folder) => ({ level: 'folder', folder }) as const))];
  const weaker = WEAKER[layer.level].map((level) => setting.schema.safeParse(at(settings, { level }, setting))).find((found) => found.success && found.data !== undefined);
  return {
    setting,
    control: controlOf(setting),
    isChanged: own !== undefined,
    value: parsed?.success === true ? parsed.data : weaker?.success === true ? weaker.data : setting.preset,
    refused: parsed?.success === false ? own : undefined,
    elsewhere: others.flatMap((layer) => {
      const value = at(settings, layer, setting);
      return value !== undefined && setting.schema.safeParse(value).success ? [{ layer, value }] : [];
    }),
  };
}

/** Whether all words are in the key or the texts. */
export function isFound(words: readonly string[], texts: readonly string[]): boolean {
  const all = texts.join(' ').toLowerCase();
  return words.every((word) => all.includes(word));
}

/** `text` in pieces, those that were looked for marked. */
export function marked(text: string, words: readonly string[]): readonly { readonly text: string; readonly isFound: boolean }[] {
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
  if (pattern === '') return [{ text, isFound: false }];
  return text.split(new RegExp(`(${pattern})`, 'gi')).map((piece, index) => ({ text: piece, isFound: index % 2 === 1 }));
}

/** In the order in which they were declared first. */
export function groupsOf(rows: readonly SettingRow[]): readonly { readonly key: MessageKey; readonly rows: readonly SettingRow[] }[] {
  const groups = new Map<MessageKey, SettingRow[]>();
  for (const row of rows) groups.set(row.setting.groupKey, [...(groups.get(row.setting.groupKey) ?? []), row]);
  return [...groups].map(([key, grouped]) => ({ key, rows: grouped }));
}

function at(settings: Settings, layer: SettingLayer, { key }: Setting<unknown>): unknown {
  const values = settings.valuesOf(layer);
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function controlOf({ schema, choices }: Setting<unknown>): Control {
  if (choices !== undefined) return 'choice';
  const { type, element } = shapeOf(schema);
  if (type === 'boolean') return 'switch';
  if (type === 'number' || type === 'int') return 'number';
  if (type === 'string') return 'text';
  return type === 'array' && element === 'string' ? 'list' : 'json';
}

type Definition = { readonly type: string; readonly innerType?: z.ZodType; readonly element?: z.ZodType; readonly in?: z.ZodType };

function shapeOf(schema: z.ZodType): { readonly type: string; readonly element?: string } {
  const { type, innerType, element, in: input } = schema.def as Definition;
  if (type === 'readonly' || type === 'default' || type === 'prefault' || type === 'catch' || type === 'optional' || type === 'nullable') return innerType === undefined ? { type } : shapeOf(innerType);
  if (type === 'pipe' && input !== undefined) return shapeOf(input);
  return element === undefined ? { type } : { type, element: shapeOf(element).type };
}
