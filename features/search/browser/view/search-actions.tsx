'use client';

import { ChevronsDownUp, ChevronsUpDown, ExternalLink, RotateCw, X } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { searchFeature } from '../search-feature.ts';

/** Again, as an editor, folded, away. */
export function SearchActions() {
  const t = useTranslations('search');
  const { commands } = useWorkbench();
  const { session } = searchFeature.use();
  useStore(session.version);
  const { text } = useStore(session.form);
  const { files } = session.results;
  const isAnyOpen = files.some(({ isExpanded }) => isExpanded);
  const fold = (): void => {
    session.results.expandAll(!isAnyOpen);
    session.active.set(0);
    session.draw();
  };
  return (
    <>
      <IconButton size="mini" icon={RotateCw} label={t('commands.refresh')} isDisabled={text === ''} onPress={() => void session.submit()} />
      <IconButton size="mini" icon={ExternalLink} label={t('commands.openEditor')} isDisabled={text === ''} onPress={() => commands.run('search.openEditor')} />
      <IconButton size="mini" icon={isAnyOpen ? ChevronsDownUp : ChevronsUpDown} label={t(isAnyOpen ? 'fold' : 'unfold')} isDisabled={files.length === 0} onPress={fold} />
      <IconButton size="mini" icon={X} label={t('commands.clear')} isDisabled={text === ''} onPress={() => session.clear()} />
    </>
  );
}
