'use client';

import { useLayoutEffect } from 'react';
import { useTranslations } from 'use-intl';

import { stateOf } from './command-gutter.ts';
import { terminalFeature } from './terminal-feature.ts';

/** Gives the session the words that are said outside of views. */
export function TerminalWordsOf() {
  const t = useTranslations('terminal');
  const feature = terminalFeature.use();
  useLayoutEffect(() => {
    feature.setWords({
      input: t('input'),
      text: t('screen'),
      linkHint: t('linkHint'),
      command: (command) => t(`command.${stateOf(command)}`, { text: command.text ?? '', exitCode: command.exitCode ?? 0 }),
      t,
    });
  }, [feature, t]);
  return null;
}
