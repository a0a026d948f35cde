'use client';
import { Archive, Ellipsis, Settings2, Trash2, UserRoundKey } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { Button, IconButton } from '../../../../components/ui/button.tsx';
import { Menu, MenuItem, MenuLine, MenuTrigger } from '../../../../components/ui/menu.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import type { OwnerModuleView, Overview } from '../../owner-contract.ts';
import { AccessDialog } from './access-dialog.tsx';
import { api } from './api.ts';
import { Faces } from './faces.tsx';
import { ModuleSettingsDialog } from './module-settings-dialog.tsx';
import { TrashDialog } from './put-away-dialogs.tsx';
import { useModuleTarget } from './targets.ts';
import { useCommand } from '../../../../components/api/use-command.ts';

type Shown = 'access' | 'settings' | 'trash';

/** At the end of a module's row: who has it, and what can be done with it. */
export function ModuleEnd({ module, overview }: { readonly module: OwnerModuleView; readonly overview: Overview }) {
  const t = useTranslations('projectsOwner');
  const [shown, setShown] = useState<Shown | null>(null);
  const target = useModuleTarget();
  const { id: moduleId, slug: name, revision } = module;
  const archiving = useCommand(api.client.projects.modules.archive, { onDone: () => showToast({ title: t('archive.done', { name }), text: t('archive.doneText') }) });
  const close = (): void => setShown(null);
  return (
    <>
      <Faces grants={module.grants} people={overview.people} />
      <Button icon={UserRoundKey} aria-label={t('access.open', { name })} onPress={() => setShown('access')}>
        {t('access.action')}
      </Button>
      <MenuTrigger>
        <IconButton icon={Ellipsis} label={t('more', { name })} isPending={archiving.isPending} />
        <Menu aria-label={t('more', { name })}>
          <MenuItem icon={Settings2} onAction={() => setShown('settings')}>
            {t('module.settings')}
          </MenuItem>
          <MenuItem icon={Archive} onAction={() => archiving.mutate({ moduleId, revision })}>
            {t('archive.action')}
          </MenuItem>
          <MenuLine />
          <MenuItem icon={Trash2} isDanger onAction={() => setShown('trash')}>
            {t('trash.action')}
          </MenuItem>
        </Menu>
      </MenuTrigger>
      {shown === 'access' && <AccessDialog module={module} overview={overview} onClose={close} />}
      {shown === 'settings' && <ModuleSettingsDialog module={module} onClose={close} />}
      {shown === 'trash' && <TrashDialog target={target(module)} onClose={close} />}
    </>
  );
}
