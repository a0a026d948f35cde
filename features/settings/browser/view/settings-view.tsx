'use client';

import { FileJson2, Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import './settings.css';
import { IconButton } from '../../../../components/ui/button.tsx';
import { SegmentedControl } from '../../../../components/ui/segmented-control.tsx';
import { Select } from '../../../../components/ui/select.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import type { MessageKey } from '../../../../components/workbench/message-key.ts';
import type { EditorViewProps } from '../../../../components/workbench/editors/editors.ts';
import { moduleAt } from '../../../../components/workbench/modules.ts';
import type { SettingLayer } from '../../../../components/workbench/settings/settings.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import type { FilePath } from '../../../../shared/file-path.ts';
import { SETTINGS_KIND, openJson } from '../open-pages.ts';
import { settingsSession } from '../settings-session.ts';
import { groupsOf, isFound, rowOf, uniqueSettings, type SettingRow } from '../model/setting-rows.ts';
import { folderName } from './folder-name.ts';
import { FolderSettings } from './folder-settings.tsx';
import { SettingItem } from './setting-item.tsx';
import { UnreadableNotices } from './unreadable-notices.tsx';
import { useWishedFocus } from './use-wished-focus.ts';

type Level = 'user' | 'workspace' | 'folders';
/** All of them, those that were changed, or one group. */
type Part = 'all' | 'changed' | MessageKey;

/** Everything that can be set, found by its words, at the level where it should hold. */
export default function SettingsView({ visible }: EditorViewProps) {
  const t = useTranslations();
  const workbench = useWorkbench();
  const { settings } = workbench;
  const session = settingsSession.use();
  const field = useWishedFocus(SETTINGS_KIND, visible);
  const declared = uniqueSettings(useStore(settings.declared));
  const folders = useStore(session.folders);
  useStore(settings.changes);
  const [level, setLevel] = useState<Level>('user');
  const [wantedFolder, setFolder] = useState<FilePath | null>(null);
  const [query, setQuery] = useState('');
  const [part, setPart] = useState<Part>('all');
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const folder = folders.find((one) => one === wantedFolder) ?? folders[0] ?? null;
  const isReadOnly = moduleAt(useStore(workbench.modules), folder ?? '')?.isReadOnly === true;
  const layer: SettingLayer = level !== 'folders' ? { level } : folder === null ? { level: 'user' } : { level: 'folder', folder };
  const rows = declared
    .filter(({ perFile }) => layer.level !== 'folder' || perFile === true)
    .map((setting) => rowOf(setting, { settings, layer, folders }))
    .filter(({ setting }) => isFound(words, [setting.key, t(setting.titleKey), setting.textKey === undefined ? '' : t(setting.textKey), t(setting.groupKey)]));
  const groups = groupsOf(rows);
  const changed = rows.filter(({ isChanged }) => isChanged);
  const inWorkspace = declared.filter(({ key }) => Object.hasOwn(settings.valuesOf({ level: 'workspace' }), key)).length;
  const shown = part === 'all' ? groups : part === 'changed' ? groupsOf(changed) : groups.filter(({ key }) => key === part);
  const change = (row: SettingRow, value: unknown): void => void session.change(layer, [row.setting.key], value);
  const asJson = (): void => void openJson(workbench, layer).catch((error: unknown) => session.failures.emit(error));
  const entry = (own: Part) => ({ isCurrent: part === own, onPress: () => setPart(own) });
  return (
    <div className="settings-page">
      <header className="shead">
        <TextField
          className="look-for"
          label={t('settings.search')}
          hideLabel
          isVerbatim
          inputRef={field}
          type="search"
          placeholder={t('settings.search')}
          value={query}
          onChange={setQuery}
          end={
            <output className="count-of">
              {t('settings.found', { count: rows.length })}
              <Search className="size-3.5" aria-hidden />
            </output>
          }
        />
        <SegmentedControl
          label={t('settings.level')}
          segments={[
            { value: 'user', label: t('settings.user') },
            { value: 'workspace', label: inWorkspace === 0 ? t('settings.workspace') : t('settings.workspaceCount', { count: inWorkspace }) },
            ...(folders.length === 0 ? [] : [{ value: 'folders', label: t('settings.folders') } as const]),
          ]}
          value={level}
          onChange={setLevel}
        />
        {layer.level === 'folder' && (
          <Select className="w-42" label={t('settings.module')} hideLabel options={folders.map((one) => ({ value: one, label: folderName(one) }))} value={layer.folder} onChange={setFolder} />
        )}
        <span className="kept">{t(`settings.kept.${level}`)}</span>
        {!(layer.level === 'folder' && isReadOnly) && <IconButton icon={FileJson2} label={t('settings.asJson')} onPress={asJson} />}
      </header>
      <UnreadableNotices />
      <div className="sbody">
        {!(layer.level === 'folder' && isReadOnly) && (
          <nav className="toc" aria-label={t('settings.groups')}>
            <Entry title={t('settings.all')} count={rows.length} {...entry('all')} />
            <Entry title={t('settings.changed')} count={changed.length} {...entry('changed')} />
            <hr />
            {groups.map(({ key, rows: grouped }) => (
              <Entry key={key} title={t(key)} count={words.length === 0 ? null : grouped.length} {...entry(key)} />
            ))}
          </nav>
        )}
        <section className="list" aria-label={t('settings.title')}>
          {layer.level === 'folder' && isReadOnly ? (
            <FolderSettings settings={declared} folder={layer.folder} />
          ) : (
            <>
              {shown.map(({ key, rows: grouped }) => (
                <section key={key}>
                  <h2>{t(key)}</h2>
                  {grouped.map((row) => (
                    <SettingItem key={`${JSON.stringify(layer)} ${row.setting.key}`} row={row} words={words} onChange={(value) => change(row, value)} onJson={asJson} />
                  ))}
                </section>
              ))}
              {shown.length === 0 && <p className="none">{t(part === 'changed' && words.length === 0 ? 'settings.noChanges' : 'settings.noneFound')}</p>}
            </>
          )}
        </section>
      </div>
    </div>
  );
}

function Entry({ title, count, isCurrent, onPress }: { readonly title: string; readonly count: number | null; readonly isCurrent: boolean; readonly onPress: () => void }) {
  return (
    <button type="button" aria-current={isCurrent ? 'true' : undefined} onClick={onPress}>
      <span>{title}</span>
      {count !== null && <small>{count}</small>}
    </button>
  );
}
