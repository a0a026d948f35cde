'use client';

import { Check, Share2 } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../components/ui/button.tsx';
import { Menu, MenuItem, MenuTrigger } from '../../../components/ui/menu.tsx';
import type { Sharing } from './sharing.ts';

/** For which module the port answers; nothing where the member has none to answer for. */
export function ShareMenu({ port, sharing }: { readonly port: number; readonly sharing: Sharing }) {
  const t = useTranslations('ports');
  if (sharing.modules.length === 0) return null;
  return (
    <MenuTrigger onOpenChange={(isOpen) => (isOpen ? sharing.refresh() : undefined)}>
      <IconButton size="mini" icon={Share2} label={t('shareOf', { port: String(port) })} tip={t('share')} />
      <Menu aria-label={t('shareOf', { port: String(port) })}>
        {sharing.modules.map((module) => {
          const name = `${module.projectSlug} / ${module.slug}`;
          const isShared = module.port === port;
          return (
            <MenuItem key={module.moduleId} icon={isShared ? Check : undefined} onAction={() => void (isShared ? sharing.stop(module) : sharing.share(module, port))}>
              {isShared ? t('stopSharing', { module: name }) : t('shareAs', { module: name })}
            </MenuItem>
          );
        })}
      </Menu>
    </MenuTrigger>
  );
}
