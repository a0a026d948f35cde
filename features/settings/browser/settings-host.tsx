'use client';

import { FileJson2, Keyboard, Settings2 } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { later } from '../../../components/ui/later.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import { JSON_KIND, jsonName, KEYS_KIND, SETTINGS_KIND } from './open-pages.ts';
import { settingsSession } from './settings-session.ts';
import { useKeyWords } from './view/keys-text.tsx';

const SettingsPage = later(async () => (await import('./view/settings-view.tsx')).default);
const KeysPage = later(async () => (await import('./view/keys-view.tsx')).default);
const JsonPage = later(async () => (await import('./view/json-view.tsx')).default);

/** The pages as editors, in the member's language; what could not be kept; and the first key of two. */
export function SettingsHost() {
  const t = useTranslations('settings');
  const errorText = useErrorText();
  const { editors, commands } = useWorkbench();
  const { failures } = settingsSession.use();
  const pending = useStore(commands.pending);
  const keysInWords = useKeyWords();
  useEffect(
    () =>
      editors.kinds.add(
        { kind: SETTINGS_KIND, icon: Settings2, title: () => t('title'), View: SettingsPage },
        { kind: KEYS_KIND, icon: Keyboard, title: () => t('keys'), View: KeysPage },
        { kind: JSON_KIND, icon: FileJson2, title: (params) => t(`json.${jsonName(params)}`), View: JsonPage },
      ),
    [editors, t],
  );
  useEffect(
    () =>
      failures.subscribe((error) => {
        const { what, why, safe } = errorText(error);
        showToast({ tone: 'failed', title: what, text: `${why} ${safe}` });
      }),
    [failures, errorText],
  );
  return (
    <output className="chord">
      {pending === null ? '' : t('waiting', { keys: keysInWords(pending) })}
    </output>
  );
}
