import { createApi } from '../../../components/api/client.ts';
import { follow } from '../../../components/api/follow.ts';
import { browserSurroundings } from '../../../components/api/live.ts';
import type { KeybindingRule } from '../../../components/workbench/commands/resolve-bindings.ts';
import { ownKey } from '../../../components/workbench/own-key.ts';
import { cachedSettings, cacheSettings, type CachedLayer } from '../../../components/workbench/settings/settings-cache.ts';
import type { SettingLayer, SettingValues } from '../../../components/workbench/settings/settings.ts';
import { defineSession } from '../../../components/workbench/session.ts';
import { Signal, Store } from '../../../components/workbench/store.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { FilePath, joinPath } from '../../../shared/file-path.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { filesContract } from '../../files/contract.ts';
import { FOLDER_SETTINGS, settingsContract, WORKSPACE_SETTINGS, type PreferenceName, type Preferences } from '../contract.ts';
import type { DocumentProblem } from '../documents.ts';
import { FileDocuments } from './model/file-documents.ts';
import type { KeyChange } from './model/key-rows.ts';
import type { RuleProblem } from './model/key-rules.ts';
import { UserDocuments } from './model/user-documents.ts';

const api = createApi({ settings: settingsContract });
const NO_VALUES = { value: {}, problem: null } as const;
const NO_RULES = { value: [], problem: null } as const;
const TOO_LARGE = { value: null, problem: { problem: 'too_large' } } as const;
const SIGNED_OUT_WAIT_MS = 5000;
const KEPT_RULES = 'atelier:keybindings';

/** A document whose values do not hold, and why. */
export type Unreadable = { readonly of: SettingLayer | 'keybindings'; readonly problem: DocumentProblem };

/** What holds in one workbench: the documents of each level, read into its settings and keys, and changed from its pages. */
export class SettingsSession {
  readonly user: UserDocuments;
  readonly unreadable = new Store<readonly Unreadable[]>([]);
  readonly ruleProblems = new Store<readonly RuleProblem[]>([]);
  /** The modules that may have settings of their own. */
  readonly folders = new Store<readonly FilePath[]>([]);
  readonly failures = new Signal<unknown>();
  /** Asks the page that shows the document to keep what was typed. */
  readonly saveJson = new Signal<PreferenceName>();
  /** The page that was asked for and shall have the focus, once it shows. */
  readonly focusWish = new Store<string | null>(null);
  /** Where the workspace's own are; null until the agent has said. */
  readonly workspaceFile = new Store<FilePath | null>(null);
  private readonly workbench: Workbench;
  private readonly files: FileDocuments;
  private changing = 0;
  private readonly stop = new AbortController();
  private readonly stops: (() => void)[];

  constructor(workbench: Workbench) {
    this.workbench = workbench;
    const { connection, settings, commands } = workbench;
    for (const { layer, values } of cachedSettings({ workspaceId: workbench.workspace.id, ownKey }, localStorage)) settings.setLayer(layer, values);
    commands.rules.set(keptRules());
    const onError = (error: unknown): void => this.failures.emit(error);
    this.user = new UserDocuments({
      get: () => api.client.settings.get(),
      save: (input) => api.client.settings.save(input),
      follow: (receive, signal) => this.follow(receive, signal),
      onError,
    });
    const client = connection.procedures('files', filesContract);
    this.files = new FileDocuments({ connection, client, urlOf: (endpoint) => connection.httpUrl(endpoint), fetch: (...request) => fetch(...request), onError });
    this.stops = [this.user.current.subscribe(() => void this.takeUser().catch(onError)), this.files.current.subscribe(() => void this.takeFiles().catch(onError)), settings.changes.subscribe(() => this.cache()), settings.asked.subscribe(({ key, value }) => void this.change({ level: 'user' }, [key], value).catch(onError))];
    this.findFiles(() => client.roots()).catch(onError);
  }

  /** Sets one value at a level, at once; undefined takes it away. What cannot be kept is told to `failures` and taken back. */
  async change(layer: SettingLayer, path: readonly [key: string], value: unknown): Promise<void> {
    const { settings } = this.workbench;
    const { [path[0]]: _, ...rest } = settings.valuesOf(layer);
    settings.setLayer(layer, value === undefined ? rest : { ...rest, [path[0]]: value });
    this.changing += 1;
    try {
      const { withValue } = await import('./model/edit-document.ts');
      await this.write(layer, (text) => withValue(text, path, value));
    } catch (error) {
      this.failures.emit(error);
    } finally {
      this.changing -= 1;
      await (layer.level === 'user' ? this.takeUser() : this.takeFiles());
    }
  }

  /** Replaces the member's document as they wrote it. @throws AtelierError too_large, invalid_input, conflict */
  replace(name: PreferenceName, text: string): Promise<void> {
    return this.user.change(name, () => text);
  }

  saveFocusedJson(): void {
    const isKeys = (document.activeElement?.closest('[data-context~="keybindingsJsonFocus"]') ?? null) !== null;
    this.saveJson.emit(isKeys ? 'keybindings' : 'settings');
  }

  /** Adds rules at the end of the member's keys, and takes those out that `isOut` says. What cannot be kept is told to `failures`. */
  async changeRules({ added, isOut }: KeyChange): Promise<void> {
    try {
      const [{ withItem, withoutItems }, { ruleOf }] = await Promise.all([import('./model/edit-document.ts'), import('./model/key-rules.ts')]);
      await this.user.change('keybindings', (text) => {
        const kept = withoutItems(text, (item) => {
          const rule = ruleOf(item);
          return rule !== null && isOut(rule);
        });
        return added.reduce(withItem, kept);
      });
    } catch (error) {
      this.failures.emit(error);
    }
  }

  /** The file of a level, made if there is none, so that it can be opened. */
  async ensureFile(layer: SettingLayer): Promise<FilePath | null> {
    const path = this.fileOf(layer);
    if (path !== null && (this.files.current.get().get(path)?.etag ?? null) === null) await this.files.change(path, (text) => (text === '' ? '{}\n' : text));
    return path;
  }

  dispose(): void {
    this.stop.abort();
    for (const stop of this.stops) stop();
    this.user.dispose();
    this.files.dispose();
  }

  /** Who is signed out, here or elsewhere, goes on once they are back. */
  private async follow(receive: (now: Preferences) => void, signal: AbortSignal): Promise<never> {
    for (;;) {
      try {
        await follow({ open: (ended) => api.client.settings.watch(undefined, { signal: ended }), receive, signal }, browserSurroundings);
      } catch (error) {
        signal.throwIfAborted();
        if (fromWireError(error).code !== 'not_signed_in') throw error;
        await browserSurroundings.wait(SIGNED_OUT_WAIT_MS, signal);
        await this.workbench.connection.whenOpen(signal);
      }
    }
  }

  private async write(layer: SettingLayer, change: (text: string) => string): Promise<void> {
    if (layer.level === 'user') return this.user.change('settings', change);
    const path = this.fileOf(layer);
    if (path !== null) await this.files.change(path, change);
  }

  private fileOf(layer: SettingLayer): FilePath | null {
    return layer.level === 'folder' ? joinPath(layer.folder, FOLDER_SETTINGS) : this.workspaceFile.get();
  }

  private async findFiles(roots: () => Promise<readonly { readonly path: string; readonly kind: 'home' | 'module' }[]>): Promise<void> {
    await this.workbench.connection.whenOpen(this.stop.signal).catch(() => undefined); // it was left before it was there
    if (this.stop.signal.aborted) return;
    const found = await roots();
    const home = found.find(({ kind }) => kind === 'home');
    if (home !== undefined) this.workspaceFile.set(joinPath(FilePath.parse(home.path), WORKSPACE_SETTINGS));
    this.folders.set(found.filter(({ kind }) => kind === 'module').map(({ path }) => FilePath.parse(path)));
    this.files.follow([...this.layers().keys()]);
  }

  private layers(): ReadonlyMap<FilePath, SettingLayer> {
    const path = this.workspaceFile.get();
    const layers = new Map<FilePath, SettingLayer>(this.folders.get().map((folder) => [joinPath(folder, FOLDER_SETTINGS), { level: 'folder', folder }]));
    return path === null ? layers : layers.set(path, { level: 'workspace' });
  }

  private async takeUser(): Promise<void> {
    const now = this.user.current.get();
    if (now === null) return;
    await this.take({ level: 'user' }, { text: now.settings.text, tooLarge: false, isNewest: () => now === this.user.current.get() });
    // Who never set anything needs no parser.
    const { readRules } = now.keybindings.text === '' ? { readRules: null } : await import('./model/key-rules.ts');
    const read = now.keybindings.text === '' ? NO_RULES : (await import('../documents.ts')).readArray(now.keybindings.text);
    if (now !== this.user.current.get()) return;
    this.tell('keybindings', read.problem);
    const { rules, problems } = readRules?.(read.value ?? []) ?? { rules: [], problems: [] };
    this.ruleProblems.set(problems);
    if (read.value === null || JSON.stringify(rules) === JSON.stringify(this.workbench.commands.rules.get())) return;
    this.workbench.commands.rules.set(rules);
    localStorage.setItem(ownKey(KEPT_RULES), JSON.stringify(rules));
  }

  private async takeFiles(): Promise<void> {
    const documents = this.files.current.get();
    for (const [path, layer] of this.layers()) {
      const document = documents.get(path);
      if (document !== undefined) await this.take(layer, { ...document, isNewest: () => this.files.current.get().get(path) === document });
    }
  }

  /** What cannot be read changes nothing: the values that held before go on to hold. */
  private async take(layer: SettingLayer, { text, tooLarge, isNewest }: { readonly text: string; readonly tooLarge: boolean; readonly isNewest: () => boolean }): Promise<void> {
    const read = tooLarge ? TOO_LARGE : text === '' ? NO_VALUES : (await import('../documents.ts')).readObject(text);
    if (!isNewest()) return;
    this.tell(layer, read.problem);
    const { settings } = this.workbench;
    // What was changed on the page a moment ago is on its way into the document.
    if (this.changing > 0) return;
    if (read.value !== null && JSON.stringify(settings.valuesOf(layer)) !== JSON.stringify(read.value)) settings.setLayer(layer, read.value);
  }

  private tell(of: Unreadable['of'], problem: DocumentProblem | null): void {
    const known = this.unreadable.get();
    const same = (one: Unreadable): boolean => JSON.stringify(one.of) === JSON.stringify(of);
    if (problem === null && !known.some(same)) return;
    this.unreadable.set([...known.filter((one) => !same(one)), ...(problem === null ? [] : [{ of, problem }])]);
  }

  private cache(): void {
    const { settings, workspace } = this.workbench;
    const layers: SettingLayer[] = [{ level: 'user' }, ...this.layers().values()];
    // Before the roots are known the workspace's part of what is kept stands as it is.
    if (this.workspaceFile.get() === null) return;
    const cached: CachedLayer[] = layers.map((layer) => ({ layer, values: settings.valuesOf(layer) satisfies SettingValues }));
    cacheSettings({ workspaceId: workspace.id, ownKey }, cached, localStorage);
  }
}

export const settingsSession = defineSession((workbench) => new SettingsSession(workbench));

function isRule(item: unknown): item is KeybindingRule {
  return typeof item === 'object' && item !== null && 'key' in item && typeof item.key === 'string' && 'command' in item && typeof item.command === 'string';
}

/** As this browser last saw them: keys are pressed before the server has answered. */
function keptRules(): readonly KeybindingRule[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(ownKey(KEPT_RULES)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isRule).map(({ key, command, when }) => ({ key, command, ...(typeof when === 'string' ? { when } : {}) })) : [];
  } catch {
    return [];
  }
}
