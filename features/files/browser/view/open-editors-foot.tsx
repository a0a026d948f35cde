'use client';

import { Circle, X } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';
import { FootSection } from '../../../../components/workbench/foot-section.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { displayName } from '../../../../shared/display-name.ts';
import { filesSession } from '../files-session.ts';

/** At the foot of the explorer: the tabs of all groups, to go to one or close it. */
export function OpenEditorsFoot() {
  const t = useTranslations('files.openEditors');
  const session = filesSession.use();
  const { editors } = useWorkbench();
  const opened = useStore(editors.opened);
  const isOpen = useStore(session.showsOpenEditors);
  const unsaved = opened.filter((editor) => editor.unsaved).length;
  const groups = Map.groupBy(opened, ({ group }) => group);
  return (
    <FootSection className="open-editors" title={t('title')} of={unsaved > 0 ? t('unsaved', { count: unsaved }) : null} isOpen={isOpen} onToggle={() => session.showsOpenEditors.set(!isOpen)}>
      <div className="list">
        {opened.length === 0 && <p className="note">{t('none')}</p>}
        {[...groups].map(([group, tabs]) => (
          <ul key={group} aria-label={groups.size > 1 ? t('group', { group }) : t('title')}>
            {groups.size > 1 && <li className="caps">{t('group', { group })}</li>}
            {tabs.map((tab) => (
              <li key={tab.id} className="row" data-active={tab.active ? '' : undefined}>
                <AriaButton className="press" aria-current={tab.active ? 'true' : undefined} data-preview={tab.preview ? '' : undefined} onPress={tab.show}>
                  <span className="name">{tab.title}</span>
                  {tab.path !== null && <span className="where">{displayName(placeOf(tab.path))}</span>}
                  {tab.unsaved && <Circle className="dot" aria-label={t('isUnsaved')} />}
                </AriaButton>
                <IconButton size="mini" icon={X} label={t('close', { name: tab.title })} tip={t('closeTip')} onPress={tab.close} />
              </li>
            ))}
          </ul>
        ))}
      </div>
    </FootSection>
  );
}

/** The folder's own name and the one above it: enough to tell two files of one name apart. */
function placeOf(path: string): string {
  return path.split('/').slice(-3, -1).join('/');
}
