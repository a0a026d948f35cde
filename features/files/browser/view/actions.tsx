'use client';

import { ChevronsDownUp, FilePlus2, FolderPlus, RefreshCw } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';

/** The buttons in the head of the explorer. */
export function FilesActions() {
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
