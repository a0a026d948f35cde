'use client';

import { ChevronsDownUp, Ellipsis, FilePlus2, FolderPlus, FolderUp, ListFilter, RefreshCw, Trash2, Upload } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';
import { Menu, MenuItem, MenuLine, MenuTrigger } from '../../../../components/ui/menu.tsx';
import { useSize } from '../../../../components/workbench/shell/use-size.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { filesSession } from '../files-session.ts';

/** The buttons in the head of the explorer; the rarer ones are in a menu. */
export function FilesActions() {
  const t = useTranslations('files');
  const { commands } = useWorkbench();
  const isPhone = useSize() === 'phone';
  const { transfers } = filesSession.use();
  const size = isPhone ? {} : ({ size: 'mini' } as const);
  const action = (id: string, Sign: typeof Ellipsis, text: string) => (
    <MenuItem id={id} icon={Sign}>
      {text}
    </MenuItem>
  );
  return (
    <>
      <IconButton {...size} icon={FilePlus2} label={t('newFile')} onPress={() => commands.run('files.newFile')} />
      {!isPhone && <IconButton {...size} icon={FolderPlus} label={t('newFolder')} onPress={() => commands.run('files.newFolder')} />}
      {!isPhone && <IconButton {...size} icon={ChevronsDownUp} label={t('collapseAll')} onPress={() => commands.run('files.collapseAll')} />}
      <MenuTrigger>
        <IconButton {...size} icon={Ellipsis} label={t('more')} />
        <Menu onAction={(id) => void commands.run(String(id))}>
          {isPhone && action('files.newFolder', FolderPlus, t('newFolder'))}
          {isPhone && action('files.collapseAll', ChevronsDownUp, t('collapseAll'))}
          {action('files.filter', ListFilter, t('filter.open'))}
          {action('files.refresh', RefreshCw, t('refresh'))}
          {transfers.allowed && <MenuLine />}
          {transfers.allowed && action('files.upload', Upload, t('upload.files'))}
          {transfers.allowed && action('files.uploadFolder', FolderUp, t('upload.folder'))}
          <MenuLine />
          {action('files.trash', Trash2, t('trash.open'))}
        </Menu>
      </MenuTrigger>
    </>
  );
}
