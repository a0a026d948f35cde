'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Ref } from 'react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';

/** Which of those that were found is in front, from 1; `isWhole`: all pages were looked through. */
export type Found = { readonly index: number; readonly count: number; readonly isWhole: boolean };

type Props = { readonly fieldRef: Ref<HTMLInputElement>; readonly found: Found | null; readonly onFind: (text: string) => void; readonly onStep: (by: 1 | -1) => void };

/** Finds while one types; Enter goes on, with Shift back, and Escape takes the marks away. */
export function FindField({ fieldRef, found, onFind, onStep }: Props) {
  const t = useTranslations('viewers.pdf');
  const said = found === null ? '' : found.count === 0 ? (found.isWhole ? t('foundNone') : '') : t(found.isWhole ? 'found' : 'foundSoFar', { index: found.index, count: found.count });
  const isNone = found === null || found.count === 0;
  return (
    <search className="flex items-center gap-1">
      <input
        ref={fieldRef}
        className="field-line focus-inset"
        aria-label={t('find')}
        placeholder={t('find')}
        autoComplete="off"
        spellCheck={false}
        onChange={({ currentTarget }) => onFind(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') {
            event.currentTarget.value = '';
            onFind('');
          } else return;
          event.preventDefault();
        }}
      />
      <IconButton size="mini" icon={ArrowUp} label={t('findPrevious')} keys="Shift Enter" isDisabled={isNone} onPress={() => onStep(-1)} />
      <IconButton size="mini" icon={ArrowDown} label={t('findNext')} keys="Enter" isDisabled={isNone} onPress={() => onStep(1)} />
      <output className="fact">{said}</output>
    </search>
  );
}
