'use client';

import { TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import './settings.css';
import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { Button } from '../../../../components/ui/button.tsx';
import { Notice } from '../../../../components/ui/notice.tsx';
import type { EditorViewProps } from '../../../../components/workbench/editors/editors.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { readArray, readObject } from '../../documents.ts';
import { jsonName } from '../open-pages.ts';
import { settingsSession } from '../settings-session.ts';

/** One of the member's documents as they write it. Kept while it is typed: another tab's change never takes its place. */
export default function JsonView({ params }: EditorViewProps) {
  const t = useTranslations('settings');
  const errorText = useErrorText();
  const session = settingsSession.use();
  const name = jsonName(params);
  const kept = useStore(session.user.current)?.[name] ?? null;
  const [draft, setDraft] = useState<{ readonly text: string; readonly of: number } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
  const text = draft?.text ?? kept?.text ?? '';
  const isElsewhere = draft !== null && kept !== null && draft.of !== kept.revision && draft.text !== kept.text;
  const { problem } = name === 'settings' ? readObject(text) : readArray(text);
  const save = async (): Promise<void> => {
    if (draft === null || isSaving || problem !== null) return;
    setSaving(true);
    setFailure(null);
    try {
      await session.replace(name, draft.text);
      setDraft((present) => (present?.text === draft.text ? null : present));
    } catch (error) {
      setFailure(error);
    } finally {
      setSaving(false);
    }
  };
  const latest = useRef(save);
  useEffect(() => {
    latest.current = save;
  });
  useEffect(() => session.saveJson.subscribe((wanted) => (wanted === name ? void latest.current() : undefined)), [session, name]);
  return (
    <div className="settings-page" data-context={`settingsJsonFocus ${name}JsonFocus`}>
      <header className="shead">
        <code className="flex-1 text-ink-2">{t(`json.${name}`)}</code>
        {problem !== null && (
          <output className="ink-warning text-small">
            {problem.problem === 'not_json' ? t('unreadable.not_json', { line: problem.line }) : t(`unreadable.${problem.problem}`)}
          </output>
        )}
        <Button variant="primary" isPending={isSaving} isDisabled={draft === null || problem !== null} onPress={() => void save()}>
          {draft === null && kept !== null && kept.revision > 0 ? t('jsonView.saved') : t('jsonView.save')}
        </Button>
      </header>
      {failure !== null && (
        <Notice icon={TriangleAlert} tone="failed" isLive className="mx-5 mt-3 rounded-control">
          {errorText(failure).what} {errorText(failure).why}
        </Notice>
      )}
      {isElsewhere && (
        <Notice
          icon={TriangleAlert}
          isLive
          className="mx-5 mt-3 rounded-control"
          actions={
            <Button size="mini" onPress={() => setDraft(null)}>
              {t('jsonView.take')}
            </Button>
          }
        >
          {t('jsonView.elsewhere')}
        </Notice>
      )}
      <textarea
        className="json"
        aria-label={t(`jsonView.label.${name}`)}
        disabled={kept === null}
        spellCheck={false}
        autoCapitalize="none"
        autoCorrect="off"
        placeholder={name === 'settings' ? '{\n  "editor.fontSize": 14\n}' : '[\n  { "key": "ctrl+k ctrl+j", "command": "workbench.togglePanel" }\n]'}
        value={text}
        onChange={(event) => setDraft({ text: event.currentTarget.value, of: draft?.of ?? kept?.revision ?? 0 })}
      />
    </div>
  );
}
