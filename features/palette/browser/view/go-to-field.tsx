'use client';

import { Search } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button as AriaButton } from 'react-aria-components/Button';

import './go-to.css';
import { KeyCap } from '../../../../components/ui/key-cap.tsx';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';

/** The way in for the pointer and the finger: a field in the middle of the top bar, a sign on a phone. */
export function GoToField() {
  const t = useTranslations('palette');
  const { quickOpen } = useWorkbench();
  return (
    <AriaButton className="go-to" onPress={() => quickOpen.emit({ text: '' })}>
      <Search aria-hidden />
      <span>{t('goToOrCommand')}</span>
      <KeyCap keys="Ctrl+P" />
    </AriaButton>
  );
}
