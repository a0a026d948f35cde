'use client';

import { useEffect } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { showToast } from '../../../../components/ui/toast.tsx';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { baseName } from '../../../../shared/file-path.ts';
import { displayName } from '../../../../shared/display-name.ts';
import type { Replaced } from '../replacing.ts';
import { searchFeature } from '../search-feature.ts';
import type { SearchSession } from '../search-session.ts';
import { previewTicks } from './preview-ticks.ts';
import { replacedTexts } from './replace-preview.ts';

/** Says what the side panel's replacements came to. */
export function SearchNews() {
  const { session } = searchFeature.use();
  const t = useTranslations('search');
  const workbench = useWorkbench();
  useReplaceNews(session);
  useEffect(() => {
    const words = () => ({ replaced: t('replaceHitTip'), leftOut: t('leftOut'), line: (line: number) => t('tickHit', { line }) });
    const stops = [workbench.editors.texts.add(replacedTexts(workbench, { session, label: () => t('after') })), workbench.editors.attachments.add(previewTicks({ session, words }))];
    return () => stops.forEach((stop) => stop());
  }, [workbench, session, t]);
  return null;
}

/** Toasts with Undo; what was skipped is named. */
export function useReplaceNews(session: SearchSession): void {
  const t = useTranslations('search');
  const errorText = useErrorText();
  useEffect(() => {
    const say = ({ kind, hits, files, skipped, undo }: Replaced): void => {
      const [first] = skipped;
      const text = first === undefined ? undefined : t(`skipped.${first.outcome === 'done' ? 'failed' : first.outcome}`, { name: displayName(baseName(first.path)), others: skipped.length - 1 });
      const title = kind === 'undone' ? t('undone', { files }) : files === 0 ? t('noneReplaced') : t('replaced', { hits, files });
      showToast({ tone: files === 0 ? 'failed' : 'running', title, ...(text === undefined ? {} : { text }), ...(undo === null ? {} : { action: { label: t('undo'), run: () => void undo() } }) });
    };
    const fail = (error: unknown): void => {
      const { what, why } = errorText(error);
      showToast({ tone: 'failed', title: what, text: why });
    };
    const stops = [session.replacing.done.subscribe(say), session.replacing.failed.subscribe(fail)];
    return () => stops.forEach((stop) => stop());
  }, [session, t, errorText]);
}
