import { z } from 'zod';

import { excludedGlobs, SEARCH_EXCLUDE } from '../../../components/workbench/settings/exclude-settings.ts';
import type { Setting, Settings } from '../../../components/workbench/settings/settings.ts';
import { MAX_HITS } from '../contract.ts';
import type { queryOf } from './model/query.ts';

const group = { groupKey: 'search.settings.group' } as const;

const MAX_RESULTS: Setting<number | null> = { key: 'search.maxResults', schema: z.number().int().min(1).nullable(), preset: MAX_HITS, ...group, titleKey: 'search.settings.maxResults' };
const SMART_CASE: Setting<boolean> = { key: 'search.smartCase', schema: z.boolean(), preset: false, ...group, titleKey: 'search.settings.smartCase', textKey: 'search.settings.smartCaseText' };
export const SEARCH_ON_TYPE: Setting<boolean> = { key: 'search.searchOnType', schema: z.boolean(), preset: true, ...group, titleKey: 'search.settings.searchOnType' };
export const SEED_FROM_SELECTION: Setting<boolean> = { key: 'editor.find.seedSearchStringFromSelection', schema: z.union([z.boolean(), z.enum(['never', 'always', 'selection']).transform((value) => value !== 'never')]), preset: true, ...group, titleKey: 'search.settings.seed' };
const USE_IGNORE_FILES: Setting<boolean> = { key: 'search.useIgnoreFiles', schema: z.boolean(), preset: true, ...group, titleKey: 'search.settings.useIgnoreFiles', textKey: 'search.settings.useIgnoreFilesText' };

export const SEARCH_SETTINGS = [SEARCH_EXCLUDE, MAX_RESULTS, SMART_CASE, SEARCH_ON_TYPE, USE_IGNORE_FILES] as const;

export function usesIgnoreFiles(settings: Settings): boolean {
  return settings.get(USE_IGNORE_FILES);
}

/** What a query takes from the settings that hold. */
export function queryDefaults(settings: Settings): Parameters<typeof queryOf>[1] {
  const always = excludedGlobs(settings, { ignored: true });
  const all = excludedGlobs(settings);
  return { always, unlessIgnored: all.filter((glob) => !always.includes(glob)), smartCase: settings.get(SMART_CASE), maxHits: Math.min(MAX_HITS, settings.get(MAX_RESULTS) ?? MAX_HITS) };
}

