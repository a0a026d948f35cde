'use client';

import { Copy, X } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { Progress } from '../../../../components/ui/bar.tsx';
import { IconButton } from '../../../../components/ui/button.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { nameOfPath, type FilesSession } from '../files-session.ts';

/** One line at the foot of the tree for each copy that takes its time: how many it has, and a way to end it. */
export function CopyStrips({ session }: { readonly session: FilesSession }) {
  const t = useTranslations('files.copying');
  return useStore(session.deeds.copying).map(({ path, entries, cancel }) => {
    const name = displayName(nameOfPath(path));
    return (
      <section key={path} className="upload-strip" aria-label={t('label', { name })}>
        <div className="line">
          <Copy aria-hidden />
          <span className="words">{t('label', { name })}</span>
          <span className="figure">{t('entries', { count: entries })}</span>
          <IconButton size="mini" icon={X} label={t('cancel', { name })} tip={t('cancelTip')} onPress={cancel} />
        </div>
        <Progress label={t('label', { name })} part={null} />
      </section>
    );
  });
}
