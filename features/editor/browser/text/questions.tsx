'use client';

import { useEffect } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { showToast } from '../../../../components/ui/toast.tsx';
import type { TextEditorContext } from '../../../../components/workbench/editors/text-editor.ts';
import type { PickItem } from '../../../../components/workbench/prompts/prompts.ts';
import { COLOR_THEME } from '../../../../components/workbench/settings/look-settings.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { editorSession } from '../editor-session.ts';
import { ENCODINGS } from '../model/encodings.ts';
import { chooseIndentation, detectIndentation } from './indentation.ts';
import { languageName } from './language-name.ts';
import { type TextQuestion, textSession } from './text-session.ts';
import { chooseFile } from './choose-file.ts';

const WIDTHS = [2, 4, 8] as const;

/** Asks, at the top of the workbench, what status bar and commands offer to change. */
export function TextQuestions() {
  const t = useTranslations('text');
  const errorText = useErrorText();
  const session = textSession.use();
  const { editors } = editorSession.use();
  const { prompts, settings } = useWorkbench();
  useEffect(() => {
    const pick = (name: 'indentation' | 'encoding' | 'eol' | 'language' | 'theme', items: readonly PickItem[] | Promise<readonly PickItem[]>) =>
      prompts.pick({ title: t(`pick.${name}`), placeholder: t(`pick.${name}Hint`), items, empty: t('pick.none') });

    const indentation = async ({ editor: view, model }: TextEditorContext): Promise<void> => {
      const choose = t('pick.choose');
      const chosen = await pick('indentation', [
        ...WIDTHS.map((count) => ({ id: `spaces ${count}`, label: t('pick.useSpaces', { count }), group: choose })),
        ...WIDTHS.map((count) => ({ id: `tabs ${count}`, label: t('pick.useTabs', { count }), group: choose })),
        { id: 'detect', label: t('pick.detect'), group: choose },
        { id: 'editor.action.indentationToSpaces', label: t('pick.toSpaces'), group: t('pick.convert') },
        { id: 'editor.action.indentationToTabs', label: t('pick.toTabs'), group: t('pick.convert') },
      ]);
      if (chosen === null) return;
      const [kind, count] = chosen.split(' ');
      if (chosen === 'detect') detectIndentation(model);
      else if (count !== undefined) chooseIndentation(model, { insertSpaces: kind === 'spaces', tabSize: Number(count) });
      else await view.getAction(chosen)?.run();
    };

    const encoding = async (context: TextEditorContext): Promise<void> => {
      const file = editors.find(context.path);
      if (file === null) return;
      const what = await pick('encoding', [{ id: 'reopen', label: t('pick.reopen') }, { id: 'save', label: t('pick.saveWith') }]);
      if (what === null) return;
      const now = file.facts.get().encoding;
      const items = ENCODINGS.map(({ name, code, label }) => ({ id: name, label, detail: name === now ? t('pick.inUse') : code }));
      const chosen = await prompts.pick({ title: t(what === 'save' ? 'pick.saveTitle' : 'pick.reopenTitle'), placeholder: t('pick.encodingSearch'), items, empty: t('pick.none') });
      if (chosen === null) return;
      const isDone = what === 'save' ? await file.saveWith(chosen) : await file.reopenWith(chosen);
      if (!isDone && what === 'reopen') showToast({ tone: 'failed', title: t('unsavedFirst') });
    };

    const lineEnds = async ({ model }: TextEditorContext): Promise<void> => {
      const chosen = await pick('eol', [{ id: 'LF', label: 'LF', detail: '\\n' }, { id: 'CRLF', label: 'CRLF', detail: '\\r\\n' }]);
      if (chosen !== null) model.pushEOL(chosen === 'CRLF' ? 1 : 0);
    };

    const language = async ({ monaco, model }: TextEditorContext): Promise<void> => {
      const ids = [...new Set(monaco.languages.getLanguages().map(({ id }) => id))];
      const items = ids.map((id) => ({ id, label: languageName(monaco, id) ?? t('status.plainText'), detail: id })).sort((a, b) => a.label.localeCompare(b.label));
      const chosen = await pick('language', items);
      if (chosen !== null) monaco.editor.setModelLanguage(model, chosen);
    };

    const theme = async (): Promise<void> => {
      const chosen = await pick('theme', themes(session.theming.folder.names(), { own: t('pick.themesOwn'), builtIn: t('pick.themesBuiltIn'), look: t('pick.themesLook') }));
      if (chosen !== null) settings.asked.emit({ key: COLOR_THEME.key, value: chosen });
    };

    const importTheme = async (): Promise<void> => {
      const file = await chooseFile('.json,.jsonc,application/json');
      if (file === null) return;
      const { MAX_THEME_BYTES, parseColourTheme } = await import('../monaco/themes/colour-theme.ts');
      const name = file.name.replace(/(-color-theme)?\.jsonc?$/, '');
      const text = file.size > MAX_THEME_BYTES ? '' : await file.text();
      if (parseColourTheme(text) === null) {
        showToast({ tone: 'failed', title: t('theme.refused', { name: file.name }), text: t('theme.refusedText') });
        return;
      }
      await session.theming.folder.add(name, text);
      settings.asked.emit({ key: COLOR_THEME.key, value: name });
      showToast({ tone: 'running', title: t('theme.imported', { name }) });
    };

    const ask = async (question: TextQuestion): Promise<void> => {
      if (question === 'theme') return theme();
      if (question === 'importTheme') return importTheme();
      const context = session.current.get();
      if (context === null) return;
      await { indentation, encoding, eol: lineEnds, language }[question](context);
      context.editor.focus();
    };
    return session.asked.subscribe((question) => {
      ask(question).catch((error: unknown) => {
        const { what, why } = errorText(error);
        showToast({ tone: 'failed', title: what, text: why });
      });
    });
  }, [session, editors, prompts, settings, t, errorText]);
  return null;
}

async function themes(own: Promise<readonly string[]>, groups: { readonly own: string; readonly builtIn: string; readonly look: string }): Promise<readonly PickItem[]> {
  const { BUILT_IN_THEMES } = await import('../monaco/themes/built-in.ts');
  return [
    ...(COLOR_THEME.choices ?? []).map(({ value }) => ({ id: value, label: value, group: groups.look })),
    ...(await own).map((name) => ({ id: name, label: name, group: groups.own })),
    ...Object.keys(BUILT_IN_THEMES).map((name) => ({ id: name, label: name, group: groups.builtIn })),
  ];
}
