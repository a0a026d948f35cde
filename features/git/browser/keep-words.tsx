'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { useMoment } from '../../../components/i18n/provider.tsx';
import { gitSession } from './git-session.ts';

/** Draws nothing: it hands the words on. */
export function KeepWords() {
  const t = useTranslations('git');
  const errorText = useErrorText();
  const moment = useMoment();
  const session = gitSession.use();
  const latest = useRef({ errorText, moment });
  useEffect(() => {
    latest.current = { errorText, moment };
  });
  // Anew with the language only: the others are made with each render.
  useEffect(() => session.words.set({ t, errorText: (error) => latest.current.errorText(error), moment: (atMs) => latest.current.moment(atMs) }), [session, t]);
  return null;
}
