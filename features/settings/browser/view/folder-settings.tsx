import { FileJson2 } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { Button } from '../../../../components/ui/button.tsx';
import type { Setting } from '../../../../components/workbench/settings/settings.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { joinPath, type FilePath } from '../../../../shared/file-path.ts';
import { FOLDER_SETTINGS } from '../../contract.ts';
import { folderName } from './folder-name.ts';
import { short } from './setting-item.tsx';

/** What a module brings along that the member may only read. */
export function FolderSettings({ settings: declared, folder }: { readonly settings: readonly Setting<unknown>[]; readonly folder: FilePath }) {
  const t = useTranslations('settings');
  const { settings } = useWorkbench();
  useStore(settings.changes);
  return (
    <>
      <p className="none">{t('readOnlyModule')}</p>
      {Object.keys(settings.valuesOf({ level: 'folder', folder })).length > 0 && <Folder folder={folder} declared={declared} />}
    </>
  );
}

function Folder({ folder, declared }: { readonly folder: FilePath; readonly declared: readonly Setting<unknown>[] }) {
  const t = useTranslations();
  const { settings, files } = useWorkbench();
  const values = Object.entries(settings.valuesOf({ level: 'folder', folder })).slice(0, MAX_SHOWN);
  return (
    <section>
      <header className="flex items-center gap-3">
        <h2 className="flex-1">{folderName(folder)}</h2>
        <Button size="mini" icon={FileJson2} aria-label={`${t('settings.openFile')}, ${folderName(folder)}`} onPress={() => files.open.emit({ path: joinPath(folder, FOLDER_SETTINGS), preview: false })}>
          {t('settings.openFile')}
        </Button>
      </header>
      <dl>
        {values.map(([key, value]) => {
          const setting = declared.find((one) => one.key === key);
          return (
            <div key={key} className="set">
              <dt>
                {setting === undefined ? key : t(setting.titleKey)}
                {setting !== undefined && <code className="id">{key}</code>}
              </dt>
              <dd className="mono ctl">{short(value)}</dd>
              <dd className="text-small text-ink-2">{noteOf(setting, value, key)}</dd>
            </div>
          );
        })}
      </dl>
    </section>
  );

  function noteOf(setting: Setting<unknown> | undefined, value: unknown, key: string): string | null {
    if (setting === undefined) return key.startsWith('[') ? null : t('settings.unknownKey');
    return setting.schema.safeParse(value).success ? null : t('settings.refused', { value: short(value) });
  }
}

/** A file of thousands is somebody's joke, or somebody's attack. */
const MAX_SHOWN = 200;
