import type { editor } from 'monaco-editor/editor';

import type { SaveContext } from '../../../../components/workbench/editors/save-participants.ts';
import type { TextEditorContext } from '../../../../components/workbench/editors/text-editor.ts';
import { defineSession } from '../../../../components/workbench/session.ts';
import { ownKey } from '../../../../components/workbench/own-key.ts';
import type { SettingScope } from '../../../../components/workbench/settings/settings.ts';
import { Signal, Store } from '../../../../components/workbench/store.ts';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import { baseName, type FilePath } from '../../../../shared/file-path.ts';
import { filesContract } from '../../../files/contract.ts';
import { isPhone } from '../first-text/handover.ts';
import { keepLook, KEPT_LOOKS } from '../monaco/kept-look.ts';
import type { Monaco } from '../monaco/load-monaco.ts';
import type { EditorConfig } from './editor-config.ts';
import { EDITOR_CONFIG, EditorConfigs } from './editor-configs.ts';
import { formatterFor, formatText, JSON_FORMATTER } from './formatting.ts';
import { applyIndentation, indentationOf } from './indentation.ts';
import * as s from './settings.ts';
import { offerSnippets, type SnippetSource } from './snippets/offer-snippets.ts';
import { DocumentSymbols } from './symbols/document-symbols.ts';
import { Theming } from './theming.ts';
import { tidy } from './tidy.ts';
import { applyBrackets, viewOptions } from './view-options.ts';

export type TextQuestion = 'indentation' | 'encoding' | 'eol' | 'language' | 'theme' | 'importTheme';

/** How texts look and behave in one workbench: its settings, `.editorconfig`, themes, and which text one is in. */
export class TextSession {
  readonly workbench: Workbench;
  readonly configs: EditorConfigs;
  readonly theming: Theming;
  readonly symbols: DocumentSymbols;
  readonly isOutlineOpen = new Store(false);
  /** The text that one is in, or was in last; null while none shows. */
  readonly current = new Store<TextEditorContext | null>(null);
  /** Every text that shows, in the order in which they came. */
  readonly shown = new Store<readonly TextEditorContext[]>([]);
  /** What the member wants to choose. */
  readonly asked = new Signal<TextQuestion>();
  /** What `.editorconfig` files said of a text when it was opened: a save waits for nobody. */
  private readonly found = new WeakMap<editor.ITextModel, EditorConfig>();
  private readonly stops: (() => void)[];
  private isOffering = false;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
    const { connection, editors, settings } = workbench;
    const client = connection.procedures('files', filesContract);
    this.configs = new EditorConfigs({ stat: (path) => client.stat({ path }), urlOf: (endpoint) => connection.httpUrl(endpoint), nowMs: () => performance.now() });
    this.theming = new Theming(workbench);
    this.symbols = new DocumentSymbols(() => this.theming.load());
    this.stops = [
      settings.declared.add(...s.TEXT_SETTINGS),
      editors.attachments.add((context) => this.attach(context)),
      editors.formatters.add(JSON_FORMATTER),
      editors.saveParticipants.add({ id: 'text.format', order: 100, participate: (context) => this.formatBeforeSave(context) }),
      editors.saveParticipants.add({ id: 'text.tidy', order: 200, participate: (context) => this.beforeSave(context) }),
      workbench.files.active.subscribe(() => this.choose()),
    ];
  }

  /** Monaco, once a text has shown. */
  get monaco(): Monaco | null {
    return this.shown.get()[0]?.monaco ?? null;
  }

  scopeOf(path: FilePath, model: editor.ITextModel): SettingScope {
    return { path, language: model.getLanguageId() };
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.theming.dispose();
  }

  private attach(context: TextEditorContext): () => void {
    const { editor: view, model, path, monaco } = context;
    const { settings } = this.workbench;
    let config: EditorConfig = {};
    let isGone = false;
    const apply = (): void => {
      const scope = this.scopeOf(path, model);
      const options = viewOptions(settings, scope);
      view.updateOptions(options);
      if (context.shows === 'file' && !isPhone()) keepLook(ownKey(KEPT_LOOKS), { name: path, look: { options, indentation: indentationOf(settings, scope) }, storage: localStorage });
      applyBrackets(model, settings, scope);
      if (context.shows !== 'left') applyIndentation(model, { settings, scope, config });
    };
    this.theming.dress(monaco);
    this.offer(monaco);
    this.associate(context);
    apply();
    if (isEmpty(model)) model.setEOL(settings.get(s.eol, this.scopeOf(path, model)) === '\r\n' ? 1 : 0);
    void this.configs.of(path).then((found) => {
      if (isGone || model.isDisposed()) return;
      config = found;
      this.found.set(model, found);
      if (found.eol !== undefined && isEmpty(model)) model.setEOL(found.eol === '\r\n' ? 1 : 0);
      if (Object.keys(found).length > 0) apply();
    });
    const focus = view.onDidFocusEditorWidget(() => this.current.set(context));
    const language = model.onDidChangeLanguage(apply);
    const stop = settings.changes.subscribe(apply);
    this.shown.update((all) => [...all, context]);
    this.choose();
    return () => {
      isGone = true;
      focus.dispose();
      language.dispose();
      stop();
      this.shown.update((all) => all.filter((other) => other !== context));
      this.choose();
    };
  }

  /** `files.associations` are stronger than what the name says. */
  private associate({ monaco, model, path }: TextEditorContext): void {
    const associations = this.workbench.settings.get(s.associations);
    if (Object.keys(associations).length === 0) return;
    void import('./associations.ts').then(
      ({ languageByPattern }) => {
        const language = languageByPattern(associations, path);
        if (language !== null && !model.isDisposed() && model.getLanguageId() !== language) monaco.editor.setModelLanguage(model, language);
      },
      () => undefined, // the name says it
    );
  }

  /** Once there is Monaco. */
  private offer(monaco: Monaco): void {
    if (this.isOffering) return;
    this.isOffering = true;
    // What reads them is fetched with the first key that could begin one.
    let files: Promise<SnippetSource> | null = null;
    const source: SnippetSource = {
      for: async (path, language) => {
        files ??= import('./snippets/snippet-files.ts').then(({ SnippetFiles }) => new SnippetFiles(this.workbench));
        return (await files).for(path, language);
      },
    };
    this.stops.push(offerSnippets(monaco, source, (model) => this.shown.get().find((context) => context.model === model)?.path ?? null));
  }

  /** Where nobody is in a text, the one of the file in front. */
  private choose(): void {
    const shown = this.shown.get();
    const active = this.workbench.files.active.get();
    const known = this.current.get();
    if (known !== null && shown.includes(known) && (known.path === active || active === null)) return;
    this.current.set(shown.find(({ path, shows }) => path === active && shows !== 'left') ?? null);
  }

  /** Lays the text out that one is in. Nothing where nobody knows its language. @throws AtelierError as the formatter does */
  async format(): Promise<void> {
    const context = this.current.get();
    const formatter = context === null ? null : formatterFor(this.workbench.editors.formatters.get(), context);
    if (context === null || formatter === null || context.editor.getOption(context.monaco.editor.EditorOption.readOnly)) return;
    await formatText(formatter, { model: context.model, path: context.path, signal: new AbortController().signal });
  }

  /** Not while somebody types: only a save that was asked for. */
  private async formatBeforeSave({ model, path, reason, signal }: SaveContext): Promise<void> {
    const { settings, editors } = this.workbench;
    if (reason !== 'asked' || !settings.get(s.formatOnSave, this.scopeOf(path, model))) return;
    const formatter = formatterFor(editors.formatters.get(), { model, path });
    if (formatter !== null) await formatText(formatter, { model, path, signal });
  }

  private beforeSave({ model, path, reason }: SaveContext): void {
    if (baseName(path) === EDITOR_CONFIG) this.configs.changed(path);
    const { settings } = this.workbench;
    const config = this.found.get(model) ?? {};
    const scope = this.scopeOf(path, model);
    const tidying = {
      trimTrailingWhitespace: config.trimTrailingWhitespace ?? settings.get(s.trimTrailingWhitespace, scope),
      insertFinalNewline: config.insertFinalNewline ?? settings.get(s.insertFinalNewline, scope),
      trimFinalNewlines: settings.get(s.trimFinalNewlines, scope),
    };
    if (!Object.values(tidying).some(Boolean)) return;
    const views = this.shown.get().filter((context) => context.model === model);
    const cursors = views.flatMap(({ editor: view }) => view.getSelections() ?? []);
    // Who is typing keeps what they type.
    tidy(model, tidying, reason === 'auto' ? new Set(cursors.map(({ positionLineNumber }) => positionLineNumber)) : new Set());
  }
}

function isEmpty(model: editor.ITextModel): boolean {
  return model.getLineCount() === 1 && model.getLineMaxColumn(1) === 1;
}

export const textSession = defineSession((workbench) => new TextSession(workbench));
