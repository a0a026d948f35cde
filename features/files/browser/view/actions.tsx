'use client';

import { ChevronsDownUp, Ellipsis, FilePlus2, FolderPlus, RefreshCw } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';
import { Menu, MenuItem, MenuTrigger } from '../../../../components/ui/menu.tsx';
import { useSize } from '../../../../components/workbench/shell/use-size.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';

/** The buttons in the head of the explorer; on a phone the rarer ones are in a menu. */
export function FilesActions() {
  return useSize() === 'phone' ? <PhoneActions /> : <Actions />;
}

function Actions() {
  const t = useTranslations('files');
  const { commands } = useWorkbench();
  return (
    <>
      <IconButton size="mini" icon={FilePlus2} label={t('newFile')} onPress={() => commands.run('files.newFile')} />
      <IconButton size="mini" icon={FolderPlus} label={t('newFolder')} onPress={() => commands.run('files.newFolder')} />
      <IconButton size="mini" icon={RefreshCw} label={t('refresh')} onPress={() => commands.run('files.refresh')} />
      <IconButton size="mini" icon={ChevronsDownUp} label={t('collapseAll')} onPress={() => commands.run('files.collapseAll')} />
    </>
  );
}

function PhoneActions() {
  const t = useTranslations('files');
  const { commands } = useWorkbench();
  return (
    <>
      <IconButton icon={FilePlus2} label={t('newFile')} onPress={() => commands.run('files.newFile')} />
      <MenuTrigger>
        <IconButton icon={Ellipsis} label={t('more')} />
        <Menu onAction={(id) => void commands.run(String(id))}>
          <MenuItem id="files.newFolder" icon={FolderPlus}>
            {t('newFolder')}
          </MenuItem>
          <MenuItem id="files.refresh" icon={RefreshCw}>
            {t('refresh')}
          </MenuItem>
          <MenuItem id="files.collapseAll" icon={ChevronsDownUp}>
            {t('collapseAll')}
          </MenuItem>
        </Menu>
      </MenuTrigger>
    </>
  );
}
