import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { Button } from '../../../../components/ui/button.tsx';
import { Notice } from '../../../../components/ui/notice.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { joinPath } from '../../../../shared/file-path.ts';
import { FOLDER_SETTINGS } from '../../contract.ts';
import { openJson } from '../open-pages.ts';
import { settingsSession, type Unreadable } from '../settings-session.ts';
import { folderName } from './folder-name.ts';

/** Documents that are not followed as they stand: which, why, and that what held before holds. */
export function UnreadableNotices() {
  const t = useTranslations('settings');
  const workbench = useWorkbench();
  const unreadable = useStore(settingsSession.use().unreadable);
  const open = ({ of }: Unreadable): void => {
    if (of === 'keybindings' || of.level !== 'folder') void openJson(workbench, of);
    else workbench.files.open.emit({ path: joinPath(of.folder, FOLDER_SETTINGS), preview: false });
  };
  return unreadable.map((one) => (
    <Notice
      key={JSON.stringify(one.of)}
      icon={TriangleAlert}
      isLive
      className="mx-5 mt-3 rounded-control"
      actions={
        <Button size="mini" onPress={() => open(one)}>
          {t('asJson')}
        </Button>
      }
    >
      {which(one)} {why(one)} {t('unreadable.kept')}
    </Notice>
  ));

  function which({ of }: Unreadable): string {
    if (of === 'keybindings') return t('unreadable.keybindings');
    return of.level === 'folder' ? t('unreadable.folder', { folder: folderName(of.folder) }) : t(`unreadable.${of.level}`);
  }

  function why({ problem }: Unreadable): string {
    return problem.problem === 'not_json' ? t('unreadable.not_json', { line: problem.line }) : t(`unreadable.${problem.problem}`);
  }
}
